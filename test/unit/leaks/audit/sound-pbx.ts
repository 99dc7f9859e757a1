import { ENDPOINT_DEFAULTS } from '../../../../src/adapters/asterisk/audit/endpoint-defaults.ts';
import { audit } from '../../../../src/leaks/audit/audit.ts';
import type { House } from '../../../../src/leaks/audit/house.ts';
import type { PbxSettings, Reading } from '../../../../src/ports/pbx-settings.ts';

const live = <T>(value: T): Reading<T> => ({ known: true, from: 'live', value });
export const file = <T>(from: string, value: T): Reading<T> => ({ known: true, from, value });

const CLOSED = {
  from_user: 'anonymous',
  from_domain: 'anonymous.invalid',
  contact_user: 'pbx',
  send_diversion: 'no',
  direct_media: 'no',
  transport: 'out',
  SIPREFERREDBYHDR: '',
};
const DOOR = new Map(Object.entries(CLOSED));
const PHONE = new Map(
  Object.entries({
    ...ENDPOINT_DEFAULTS,
    context: 'desk',
    callerid: '"A" <101>',
    trust_connected_line: 'no',
    direct_media: 'false',
  }),
);

/** A door as the PBX shows it, with some options changed. */
export function door(name: string, changed: Readonly<Record<string, string>> = {}) {
  const options = new Map(Object.entries({ ...ENDPOINT_DEFAULTS, ...CLOSED, ...changed }));
  return { name, options };
}

export const phone = { name: '101', options: PHONE } as const;

/** A house with one trunk; its secret words are `mocking`, `5551234` and `inside.example`. */
export const HOUSE: House = {
  written: [
    { name: 't1-private', type: 'endpoint', options: DOOR },
    { name: 't1-emergency', type: 'endpoint', options: DOOR },
  ],
  ordinaryDoors: new Set(['t1-private']),
  emergencyDoors: new Set(['t1-emergency']),
  defaults: new Map(Object.entries(ENDPOINT_DEFAULTS)),
  contexts: new Set(['withheld-leave']),
  dialplan: new Map([
    ['withheld-leave', { extensions: new Map([['_X.', ['Dial(PJSIP/1@t1-private,20)', 'Hangup()']]]), includes: [] }],
  ]),
  emergencyNumbers: ['000', '0000'],
  extensions: new Set(['101']),
  shownNumbers: ['+61270102000'],
  amiUser: 'withheld',
  ariUser: 'withheld',
  detection: { phoneRtpTimeout: 0, phoneRtpTimeoutHold: 0, phoneQualifySeconds: 15, rtcpIntervalMs: 2_000 },
  secret: (text) => {
    if (/mocking/i.test(text)) return 'word';
    if (text.includes('5551234')) return 'number';
    return text.includes('inside.example') ? 'host' : null;
  },
};

/** The endpoints of a sound PBX with one more, or one of them changed. */
export function withOption(name: string, changed: Readonly<Record<string, string>>) {
  const others = [door('t1-private'), door('t1-emergency'), phone].filter((each) => each.name !== name);
  return live([...others, door(name, changed)]);
}

const step = (extension: string, priority: string, application: string, data: string) => ({
  extension,
  priority,
  application,
  data,
  whole: true,
});

/** A context of the dialplan; each step is `extension,priority,Application(data)`. */
export function context(name: string, steps: readonly string[], includes: readonly string[] = []) {
  return {
    name,
    includes,
    switches: [],
    steps: steps.map((text) => {
      const [, extension = '', priority = '', application = '', data = ''] =
        /^([^,]+),([^,]+),(\w+)\((.*)\)$/.exec(text) ?? [];
      return step(extension, priority, application, data);
    }),
  };
}

export const DIALPLAN = [
  context('desk', [], ['withheld-emergency', 'house']),
  context('withheld-leave', ['_X.,1,Dial(PJSIP/1@t1-private,20)', '_X.,2,Hangup()']),
];

/** A PBX at which there is nothing to find. */
const SOUND: PbxSettings = {
  version: live('22.10.1'),
  modules: live(new Set(['res_hep.so', 'res_hep_pjsip.so', 'res_hep_rtcp.so'])),
  realtime: live(false),
  coreDumps: live(false),
  endpoints: live([door('t1-private'), door('t1-emergency'), phone]),
  aors: live([]),
  registrations: live([]),
  identifies: live([]),
  transports: live([{ name: 'out', options: new Map([['bind', '198.51.100.1:5060']]) }]),
  pjsipGlobal: live(
    new Map([
      ['user_agent', 'PBX'],
      ['default_realm', 'pbx'],
      ['taskprocessor_overload_trigger', 'pjsip_only'],
      ['debug', 'no'],
    ]),
  ),
  accounts: live(new Map()),
  certificates: live([]),
  insideAddresses: live([]),
  stun: live(null),
  callRecords: live({ enabled: false, kept: [] }),
  eventRecords: live(false),
  logChannels: live([{ name: '/var/log/messages', type: 'File', levels: ['WARNING', 'ERROR'] }]),
  keyApplications: live([]),
  dialplan: live(DIALPLAN),
  globals: live([]),
  queueMembers: live(['PJSIP/101']),
  amiUsers: live([{ name: 'withheld', read: [], write: ['call'] }]),
  ariUsers: live([{ name: 'withheld', readOnly: false }]),
  listeners: live([{ service: 'AMI', address: '127.0.0.1' }]),
  voicemail: file('voicemail.conf', []),
  queueLog: file('logger.conf', []),
  mirror: file('hep.conf', [
    {
      name: 'general',
      settings: [
        ['enabled', 'yes'],
        ['capture_address', '127.0.0.1:9060'],
      ],
    },
  ]),
  rtp: file('rtp.conf', [{ name: 'general', settings: [['rtcpinterval', '2000']] }]),
  iax: live([]),
  dahdi: live([]),
  options: file('asterisk.conf', [
    {
      name: 'options',
      settings: [
        ['lockmode', 'flock'],
        ['transmit_silence', 'yes'],
      ],
    },
  ]),
  stirShaken: live([]),
  geolocation: live([]),
  pjsipFile: file('pjsip.conf', []),
};

/** What the audit finds at a sound PBX of which some settings are otherwise. */
export function auditOf(changed: Partial<PbxSettings>, house: House = HOUSE) {
  return audit({ settings: { ...SOUND, ...changed }, house });
}

/** The same, as `severity id (rows)`. */
export function found(changed: Partial<PbxSettings>, house?: House): readonly string[] {
  return auditOf(changed, house).map(({ id, severity, rows }) => `${severity} ${id} (${rows.join(' ')})`);
}

export const SETTINGS = Object.keys(SOUND) as readonly (keyof PbxSettings)[];
export { live };
