import { type AuditFinding, type FindingParts, finding } from './finding.ts';
import type { Audited } from './house.ts';

type Danger = Pick<FindingParts, 'severity' | 'rows' | 'why' | 'fix'>;

const noload = (name: string, beside = '') =>
  `add noload => ${name} to modules.conf and restart Asterisk${beside === '' ? '' : `; ${beside}`}`;

/** Another way out of the PBX: none of its identities is a door's. */
const channel = (rows: readonly string[], name: string, why: string): Danger => ({
  severity: 'around',
  rows,
  why,
  fix: noload(name, 'if a line really hangs on it, nothing the product does covers that line'),
});

const calls = (rows: readonly string[], name: string, why: string): Danger => ({
  severity: 'around',
  rows,
  why,
  fix: `unless something here needs it, ${noload(name)}`,
});

/** Modules that should not run, and why. Names of Asterisk 16 to 22. */
const DANGEROUS: ReadonlyMap<string, Danger> = new Map([
  [
    'res_pjsip_messaging.so',
    {
      severity: 'leak',
      rows: ['C8'],
      why: "a text message that a phone sends during a call is relayed to whoever is called, under the phone's own name; no option stops it",
      fix: noload('res_pjsip_messaging.so'),
    },
  ],
  [
    'bridge_native_rtp.so',
    {
      severity: 'link',
      rows: ['E7', 'E1'],
      why: "the media of two legs pass unchanged: the carrier sees the phone's own SSRC, by which calls can be told to come from one desk",
      fix: noload('bridge_native_rtp.so', 'the PBX then writes the media anew, which costs it some time'),
    },
  ],
  [
    'chan_iax2.so',
    channel(['F1', 'F2', 'F3'], 'chan_iax2.so', 'IAX2 sends name and number in clear and only marks them restricted'),
  ],
  [
    'chan_dahdi.so',
    channel(
      ['F4', 'F5', 'F6'],
      'chan_dahdi.so',
      'ISDN sends the number with a mark, R2 sends it always, an analogue line shows its own',
    ),
  ],
  ['chan_sip.so', channel(['A1', 'A2'], 'chan_sip.so', 'the old SIP channel knows no doors')],
  ['chan_ooh323.so', channel(['A1'], 'chan_ooh323.so', 'H.323 knows no doors')],
  ['chan_motif.so', channel(['A1'], 'chan_motif.so', 'XMPP knows no doors')],
  ['chan_mobile.so', channel(['F6'], 'chan_mobile.so', 'a mobile phone shows its own number')],
  ['chan_misdn.so', channel(['F4'], 'chan_misdn.so', 'ISDN sends the number with a mark')],
  ['chan_mgcp.so', channel(['A1'], 'chan_mgcp.so', 'MGCP knows no doors')],
  ['chan_unistim.so', channel(['A1'], 'chan_unistim.so', 'UNIStim knows no doors')],
  ['chan_skinny.so', channel(['A1'], 'chan_skinny.so', 'SCCP knows no doors')],
  ['pbx_dundi.so', channel(['E11'], 'pbx_dundi.so', 'dialled numbers are asked of other PBXs')],
  ['pbx_spool.so', calls(['A8'], 'pbx_spool.so', 'whoever may write a call file can place a call straight at a trunk')],
  [
    'app_originate.so',
    calls(['A8'], 'app_originate.so', 'Originate() in a dialplan calls straight at a trunk, with presentation allowed'),
  ],
  ['res_clioriginate.so', calls(['A8'], 'res_clioriginate.so', 'whoever has the console can call straight at a trunk')],
  ['res_calendar.so', calls(['A8'], 'res_calendar.so', 'calendars place calls by themselves')],
  ['res_pjsip_notify.so', calls(['C10'], 'res_pjsip_notify.so', 'NOTIFY with any content can be sent to a trunk')],
  ['res_snmp.so', calls(['E11'], 'res_snmp.so', 'channels and their numbers are told over the network')],
  ['res_prometheus.so', calls(['E11'], 'res_prometheus.so', 'channels are told over HTTP')],
  ['res_xmpp.so', calls(['E11'], 'res_xmpp.so', 'states and messages leave over XMPP')],
]);

/** Modules that run and should not. */
export function dangerousModules({ settings }: Audited): readonly AuditFinding[] {
  const { modules } = settings;
  if (!modules.known) return [];
  return [...DANGEROUS].flatMap(([name, danger]) =>
    modules.value.has(name)
      ? finding({
          rule: 'module',
          subject: [name.replace(/\.so$/, '')],
          from: 'live',
          found: `${name} runs`,
          ...danger,
        })
      : [],
  );
}
