import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENCY, DESK_PHONES } from '../../src/lab/lab-plan.ts';
import type { LabUnderTest } from './lab-under-test.ts';

/*
 * A PBX as FreePBX 17 lays it out, written down by hand from what its repositories show (core, branch release/17.0: etc/extensions.conf,
 * functions.inc.php, functions.inc/drivers/PJSip.class.php, read on 2026-11-24): which file includes which, which contexts a phone's call
 * passes, what the trunk subroutine sets before and after its hook. What has nothing to do with a call that leaves is not here.
 */

const GENERATED = '; written by FreePBX, and written anew each time somebody applies a change there\n';

/** Files FreePBX writes anew each time; a hardening must leave every byte of them. */
export const FREEPBX_OWN = [
  'extensions.conf',
  'extensions_additional.conf',
  'globals_custom.conf',
  'pjsip.conf',
  'pjsip.transports.conf',
  'pjsip.endpoint.conf',
  'pjsip.aor.conf',
  'pjsip.auth.conf',
  'pjsip.registration.conf',
  'pjsip.identify.conf',
] as const;

const EXTENSIONS = `${GENERATED}
#include extensions_override_freepbx.conf
#include extensions_additional.conf
#include extensions_custom.conf

[from-trunk]
include => from-pstn

[from-pstn]
include => from-pstn-custom
include => ext-did

[from-internal]
include => from-internal-noxfer
include => from-internal-xfer

[from-internal-noxfer]
include => from-internal-noxfer-custom
include => from-internal-noxfer-additional

[from-internal-xfer]
include => from-internal-custom
include => from-internal-additional

[from-pstn-custom]
[from-internal-noxfer-custom]
[from-internal-noxfer-additional]

[macro-dialout-trunk-predial-hook]
exten => s,1,return()
`;

/** One route with a national pattern, one that is marked as an emergency route, and the subroutine both go through. */
const ADDITIONAL = `${GENERATED}
[globals]
OUT_1 = PJSIP/carrier
OUTPREFIX_1 =

[from-internal-additional]
include => outbound-allroutes
include => ext-local

[outbound-allroutes]
include => outrt-1
include => outrt-2

[outrt-1] ; emergency
exten => 000,1,Gosub(macro-user-callerid,s,1(LIMIT,EXTERNAL))
exten => 000,n,Set(EMERGENCYROUTE=YES)
exten => 000,n,Gosub(macro-dialout-trunk,s,1(1,\${EXTEN},,off))
exten => 000,n,Hangup()

[outrt-2] ; national
exten => _0[2-8]XXXXXXXX,1,Gosub(macro-user-callerid,s,1(LIMIT,EXTERNAL))
exten => _0[2-8]XXXXXXXX,n,Gosub(macro-dialout-trunk,s,1(1,\${EXTEN},,off))
exten => _0[2-8]XXXXXXXX,n,Hangup()

[macro-user-callerid]
exten => s,1,Set(AMPUSER=\${CHANNEL(endpoint)})
exten => s,n,Return()

[macro-outbound-callerid]
exten => s,1,Set(CALLERID(all)="${AGENCY.name}" <${AGENCY.dids.desk}>)
exten => s,n,Return()

[macro-dialout-trunk]
exten => s,1,Set(DIAL_TRUNK=\${ARG1})
exten => s,n,Set(DIAL_NUMBER=\${ARG2})
exten => s,n,Set(DIAL_TRUNK_OPTIONS=T)
exten => s,n,Gosub(macro-outbound-callerid,s,1(\${DIAL_TRUNK}))
exten => s,n,Set(OUTNUM=\${OUTPREFIX_\${DIAL_TRUNK}}\${DIAL_NUMBER})
exten => s,n(gocall),Gosub(macro-dialout-trunk-predial-hook,s,1())
exten => s,n,ExecIf($["\${PREDIAL_HOOK_RET}" = "BYPASS"]?Return())
exten => s,n,Dial(\${OUT_\${DIAL_TRUNK}}/\${OUTNUM},300,\${DIAL_TRUNK_OPTIONS})
exten => s,n,Return()

[ext-local]
${DESK_PHONES.map(({ extension }) => `exten => ${extension},1,Dial(PJSIP/${extension},20)`).join('\n')}

[ext-did]
exten => ${AGENCY.dids.desk},1,Dial(PJSIP/102,20)
exten => ${AGENCY.siteNumber},1,Dial(PJSIP/101,20)
`;

const PJSIP = `${GENERATED}
#include pjsip_custom.conf
#include pjsip.transports.conf
#include pjsip.transports_custom_post.conf
#include pjsip.endpoint.conf
#include pjsip.endpoint_custom_post.conf
#include pjsip.aor.conf
#include pjsip.aor_custom_post.conf
#include pjsip.auth.conf
#include pjsip.auth_custom_post.conf
#include pjsip.registration.conf
#include pjsip.registration_custom_post.conf
#include pjsip.identify.conf
#include pjsip.identify_custom_post.conf

[global]
type=global
user_agent=FPBX-17.0.19(22.10.1)
use_callerid_contact=no
keep_alive_interval=90
taskprocessor_overload_trigger=pjsip_only
#include pjsip_custom_post.conf
`;

/** The sections of a lab's pjsip.conf of one type, without its comments. */
function ofType(text: string, type: string, file = type): string {
  const sections = text.split(/^(?=\[)/m).filter((section) => section.includes(`type=${type}\n`));
  return `${GENERATED}#include pjsip.${file}_custom.conf\n\n${sections.join('')}`;
}

/** Lays the agency's PBX of a lab out as FreePBX does, with a trunk of its own to the first carrier, and restarts it. */
export async function makeFreePbx(under: LabUnderTest): Promise<void> {
  const { lab } = under;
  const write = async (name: string, text: string) => await writeFile(join(lab.agencyConfig, name), text);
  const text = (await readFile(join(lab.agencyConfig, 'pjsip.conf'), 'utf8')).replace(/^#include.*\n/m, '\n');
  const trunk = lab.plan.trunks.findIndex(({ id }) => id === 't1');
  const carrier = lab.network.carrier(trunk);
  const phones = text
    .replace(/^context=desk$/gm, 'context=from-internal')
    .replace(/^(?:set_var|trust_\w+|direct_media)=.*\n/gm, '');
  const own =
    '[carrier]\ntype=endpoint\ncontext=from-pstn\ntransport=outside-t1\ndisallow=all\nallow=alaw\naors=carrier\nsend_pai=yes\ntrust_id_outbound=yes\n\n';
  await rm(join(lab.agencyConfig, 'withheld'), { recursive: true });
  await write('freepbx_menu.conf', '');
  await write('extensions.conf', EXTENSIONS);
  await write('extensions_additional.conf', ADDITIONAL);
  await write('pjsip.conf', PJSIP);
  await write(
    'pjsip.transports.conf',
    `${ofType(text, 'transport', 'transports')}${text.split(/^(?=\[)/m).find((each) => each.startsWith('[system]')) ?? ''}`,
  );
  await write('pjsip.endpoint.conf', `${ofType(phones, 'endpoint')}\n${own}`);
  await write('pjsip.aor.conf', `${ofType(text, 'aor')}\n[carrier]\ntype=aor\ncontact=sip:${carrier}:5060\n`);
  await write('pjsip.auth.conf', ofType(text, 'auth'));
  await write('pjsip.registration.conf', '#include pjsip.registration_custom.conf\n');
  await write(
    'pjsip.identify.conf',
    `#include pjsip.identify_custom.conf\n[carrier]\ntype=identify\nendpoint=carrier\nmatch=${carrier}\n`,
  );
  const custom = [
    'extensions_override_freepbx',
    'extensions_custom',
    'globals_custom',
    'pjsip_custom',
    'pjsip_custom_post',
    ...['transports', 'endpoint', 'aor', 'auth', 'registration', 'identify'].flatMap((name) => [
      `pjsip.${name}_custom`,
      `pjsip.${name}_custom_post`,
    ]),
  ];
  for (const name of custom) await write(`${name}.conf`, '');
  await write('extensions_custom.conf', '; mine\n[from-internal-custom]\nexten => *43,1,Answer()\n same => n,Echo()\n');
  await lab.agency.stop();
  await lab.agency.start();
}
