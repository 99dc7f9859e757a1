import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENCY, DESK_PHONES } from '../../src/lab/lab-plan.ts';
import type { LabUnderTest } from './lab-under-test.ts';

/** What a phone may do on a PBX nobody looked at with these eyes. */
const LEAKY_PHONE = ['trust_id_inbound=yes', 'message_context=house', 'rtp_timeout=30', 'timers=no'];
/** The trunk of an Asterisk that tells its carrier whatever it knows. */
const TALKATIVE = ['send_pai=yes', 'send_rpid=yes', 'trust_id_outbound=yes', 'send_history_info=yes'];

/** The administrator's own trunk to the first carrier, which registers: the account is taken from what the product wrote. */
function ownTrunk(doors: string): readonly string[] {
  const section = (name: string) => (doors.split(`[${name}]\n`)[1] ?? '').split('\n\n')[0]?.split('\n') ?? [];
  const contact = /^\[t1-private\]\ntype=aor\n(contact=.*)$/m.exec(doors)?.[1] ?? '';
  const registration = section('t1-registration').filter((line) => !/^(?:endpoint|outbound_auth|line)=/.test(line));
  return [
    '[carrier]',
    'type=endpoint',
    'context=from-carrier',
    'transport=outside-t1',
    'disallow=all',
    'allow=alaw,ulaw',
    'aors=carrier',
    'outbound_auth=carrier',
    `from_domain=${AGENCY.host}`,
    ...TALKATIVE,
    '',
    '[carrier]',
    'type=aor',
    contact,
    '',
    '[carrier]',
    ...section('t1-auth'),
    '',
    '[carrier-registration]',
    ...registration,
    'outbound_auth=carrier',
    '',
    '[carrier-identify]',
    'type=identify',
    'endpoint=carrier',
    section('t1-identify').find((line) => line.startsWith('match=')) ?? '',
    '',
  ];
}

function pjsip(text: string, doors: string): string {
  return text
    .replace(/^(?:user_agent|default_realm|taskprocessor_overload_trigger|direct_media|trust_\w+|set_var)=.*\n/gm, '')
    .replace('use_callerid_contact=no', 'use_callerid_contact = yes ; the carrier likes it')
    .replace(/^context=desk\n/gm, `context=desk\n${LEAKY_PHONE.join('\n')}\n`)
    .replace('#include withheld/pjsip-doors.conf\n', ownTrunk(doors).join('\n'));
}

/** Outbound as in many a dialplan: a pattern that dials the trunk, and an emergency number beside it. */
const OUTBOUND = [
  '[desk]',
  'include => house',
  '; national numbers',
  'exten => _0[2-8]XXXXXXXX,1,Set(CALLERID(num)=' + AGENCY.dids.desk + ')',
  ' same => n,Dial(PJSIP/+61${EXTEN:1}@carrier,60) ; the way out',
  ' same => n,Hangup()',
  'exten => 000,1,Dial(PJSIP/000@carrier)',
  '',
];

function extensions(text: string): string {
  const [comment = '', rest = ''] = text.split('[desk]\n');
  return `${comment}${OUTBOUND.join('\n')}${rest.slice(rest.indexOf('\n[house]'))}`
    .replace(/^#include withheld\/.*\n/gm, '')
    .replace(/^ same => n,Set\(__TRANSFER_CONTEXT=desk\)\n/gm, '')
    .replaceAll('Set(__FORWARD_CONTEXT=withheld-out)', 'NoOp()')
    .replaceAll('@withheld-out', '@desk');
}

/**
 * Makes the agency's PBX of a lab one that never heard of the product, as an administrator would have set it up: a trunk of its own to the first
 * carrier, no doors, and settings that leak. It is restarted. Gives every configuration file as it is then.
 */
export async function makePlain(under: LabUnderTest): Promise<void> {
  const { lab } = under;
  const at = (name: string) => join(lab.agencyConfig, name);
  const edit = async (name: string, change: (text: string) => string) => {
    await writeFile(at(name), change(await readFile(at(name), 'utf8')));
  };
  const doors = await readFile(at('withheld/pjsip-doors.conf'), 'utf8');
  await edit('pjsip.conf', (text) => pjsip(text, doors));
  await edit('extensions.conf', extensions);
  await edit('followme.conf', (text) => text.replace('context=withheld-out', 'context=desk'));
  await edit('modules.conf', (text) => text.replace('noload=res_pjsip_messaging.so\n', ''));
  const [first] = DESK_PHONES;
  await edit('rtp.conf', (text) => text.replace('rtcpinterval=2000\n', ''));
  await edit('voicemail.conf', (text) =>
    text
      .replace('attach=no', 'attach=yes')
      .replace(/^101 => 4071,.*$/m, `101 => 4071,${first?.displayName},desk@${AGENCY.host},,tz=none`),
  );
  await edit('logger.conf', () => '[general]\n[logfiles]\nmessages => warning,error,verbose(3)\n');
  await edit('cdr.conf', () => '[general]\nenable=yes\n');
  await rm(at('withheld'), { recursive: true });
  await lab.agency.stop();
  await lab.agency.start();
}
