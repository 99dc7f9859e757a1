import type { PbxSettings, PjsipObject, Reading } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { shownName } from './shown-value.ts';

const ALL_FROM = ['A2', 'A3', 'A4', 'A9', 'B1', 'B2', 'C1', 'E1'];

/** What each setting is called, and the rows of the catalogue that stay open while nobody can read it. */
const NAMES: Readonly<Record<keyof PbxSettings, readonly [what: string, rows: readonly string[]]>> = {
  version: ['the release of Asterisk', ['C4']],
  modules: ['which modules run', ['C8', 'F1', 'F4']],
  realtime: ['whether the configuration comes out of a database', []],
  coreDumps: ['whether core dumps are written', ['E11']],
  endpoints: ['the PJSIP endpoints', ALL_FROM],
  aors: ['the AORs', ['C5']],
  registrations: ['the registrations', ['C6']],
  identifies: ['which addresses endpoints are known by', ['A1']],
  transports: ['the transports', ['C3', 'E5']],
  pjsipGlobal: ['the global settings of PJSIP', ['C2', 'C4']],
  accounts: ['the user names of accounts', ['C7']],
  certificates: ['the certificates of transports', ['E5']],
  insideAddresses: ['the addresses of this machine', ['C3']],
  stun: ['the settings of RTP', ['E3']],
  callRecords: ['whether call detail records are kept', ['E11']],
  eventRecords: ['whether channel events are kept', ['E11']],
  logChannels: ['what is logged', ['E11']],
  keyApplications: ['what key codes do during a call', ['B6']],
  dialplan: ['the dialplan', ['A1', 'A6', 'A8', 'C11', 'e.1']],
  globals: ['the global variables of the dialplan', ['E8', 'A17']],
  queueMembers: ['the members of queues', ['A1']],
  amiUsers: ['the AMI users', ['A8']],
  ariUsers: ['the ARI users', ['A8']],
  listeners: ['where AMI and HTTP listen', ['A8']],
  voicemail: ['voicemail.conf', ['E10', 'E11']],
  queueLog: ['logger.conf', ['E11']],
  mirror: ['hep.conf', ['E11']],
  rtp: ['rtp.conf', []],
  iax: ['iax.conf', ['F1', 'F2', 'F3']],
  dahdi: ['chan_dahdi.conf', ['F4', 'F5', 'F6']],
  options: ['asterisk.conf', ['A8']],
  stirShaken: ['stir_shaken.conf', ['D1']],
  geolocation: ['geolocation.conf', ['D2']],
  pjsipFile: ['pjsip.conf', ['C10']],
};

const KINDS = [
  ['endpoints', 'endpoint'],
  ['aors', 'AOR'],
  ['registrations', 'registration'],
  ['identifies', 'identify section'],
  ['transports', 'transport'],
] as const;

const FIX_LIVE =
  'run this as a user who may use the console of Asterisk (asterisk.console) and whose ARI user answers; look for a frozen PBX';
const FIX_FILE = 'let the user who runs withheld read the files of asterisk.directory, and mend what is named';

function unread(subject: string, what: string, why: string, from: string, rows: readonly string[]): AuditFinding {
  return finding({
    rule: 'not-readable',
    subject: [subject],
    severity: 'unknown',
    rows,
    from,
    found: `${what} could not be read: ${why}`,
    why: 'not readable: unknown is not ok',
    fix: from === 'live' ? FIX_LIVE : FIX_FILE,
  });
}

/** Every setting that could not be read, and every PJSIP object. */
export function unreadSettings({ settings, house }: Audited): readonly AuditFinding[] {
  const whole = (Object.keys(NAMES) as readonly (keyof PbxSettings)[]).flatMap((key) => {
    const reading: Reading<unknown> = settings[key];
    const [what, rows] = NAMES[key];
    return reading.known ? [] : [unread(key, what, reading.why, reading.from, rows)];
  });
  const objects = KINDS.flatMap(([key, kind]) => {
    const reading: Reading<readonly PjsipObject[]> = settings[key];
    if (!reading.known) return [];
    return reading.value
      .filter(({ options }) => options === null)
      .map(({ name }) => {
        const shown = shownName(name, house.secret);
        return unread(`${key}:${shown}`, `${kind} ${shown}`, 'the PBX did not tell', 'live', NAMES[key][1]);
      });
  });
  return [...whole, ...objects];
}
