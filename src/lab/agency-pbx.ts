import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';
import type { LabCredentials } from './carrier-pbx.ts';
import { AGENCY_CAPTURE_PORT, AMI_PORT, HTTP_PORT, type LabNetwork, SIP_PORT, sipPort } from './lab-network.ts';
import { AGENCY, DESK_PHONES, type DeskPhone, type LabPlan, type LabTrunk, PUBLIC_NUMBERS } from './lab-plan.ts';
import { mirrorFile, modulesFile } from './pbx-base.ts';

function phone({ extension, displayName }: DeskPhone, credentials: LabCredentials): string[] {
  return [
    `[${extension}]`,
    'type=endpoint',
    'transport=inside',
    'context=desk',
    'disallow=all',
    'allow=alaw,ulaw',
    `aors=${extension}`,
    `auth=${extension}`,
    `callerid="${displayName}" <${extension}>`,
    `from_domain=${AGENCY.host}`,
    'direct_media=no',
    'trust_id_inbound=no',
    'trust_connected_line=no',
    `mailboxes=${extension}@default`,
    // Where a forward (302) and a transfer (REFER) by this phone are looked up.
    'set_var=__FORWARD_CONTEXT=withheld-out',
    'set_var=__TRANSFER_CONTEXT=desk',
    '',
    `[${extension}]`,
    'type=aor',
    'max_contacts=1',
    'remove_existing=yes',
    '',
    `[${extension}]`,
    'type=auth',
    'auth_type=userpass',
    `username=${extension}`,
    `password=${credentials.phones[extension]}`,
    '',
  ];
}

/** The name of the PJSIP transport a trunk of the lab uses. */
export function outsideTransport(trunk: LabTrunk): string {
  return `outside-${trunk.id}`;
}

function transports(plan: LabPlan, network: LabNetwork, certificates: string): string[] {
  const outside = plan.trunks.flatMap((trunk, at) => [
    `[${outsideTransport(trunk)}]`,
    'type=transport',
    `protocol=${trunk.transport}`,
    `bind=${network.outside(at)}:${sipPort(trunk)}`,
    ...(trunk.transport === 'tls'
      ? [
          'method=tlsv1_2',
          `ca_list_file=${certificates}/authority.pem`,
          'verify_server=yes',
          // For connections that the carrier opens: calls that come in.
          `cert_file=${certificates}/pbx.pem`,
          `priv_key_file=${certificates}/pbx.key`,
        ]
      : []),
    '',
  ]);
  return ['[inside]', 'type=transport', 'protocol=udp', `bind=${network.inside}:${SIP_PORT}`, '', ...outside];
}

function pjsip(plan: LabPlan, network: LabNetwork, credentials: LabCredentials, certificates: string): string {
  return [
    '; The agency PBX of the lab. Yours to edit: `withheld lab reload` makes the PBX read it again.',
    '[system]',
    'type=system',
    '; How long a carrier that says nothing holds a call up: timer_b (ms), at least 64 times timer_t1.',
    'timer_t1=100',
    'timer_b=6400',
    '',
    '[global]',
    'type=global',
    'user_agent=PBX',
    'default_realm=pbx',
    'use_callerid_contact=no',
    // By default PJSIP turns new calls away, emergency calls too, while any queue of the PBX is long: also that of ARI events.
    'taskprocessor_overload_trigger=pjsip_only',
    '',
    ...transports(plan, network, certificates),
    ...DESK_PHONES.flatMap((each) => phone(each, credentials)),
    '#include withheld/pjsip-doors.conf',
    '',
  ].join('\n');
}

function extensions(): string {
  const { dids } = AGENCY;
  const desk = (extension: string) => [
    `exten => ${extension},1,Dial(PJSIP/${extension},20)`,
    ` same => n,VoiceMail(${extension}@default,u)`,
    ' same => n,Hangup()',
  ];
  return [
    '; The agency PBX of the lab. Yours to edit: `withheld lab reload` makes the PBX read it again.',
    '',
    '; desk: what a phone can reach. Emergency numbers first, then the codes about callers; whatever is not in the house goes to withheld-out.',
    '[desk]',
    'include => withheld-emergency',
    'include => withheld-codes',
    'include => house',
    'include => withheld-out',
    '',
    '[house]',
    ...DESK_PHONES.flatMap(({ extension }) => desk(extension)),
    'exten => *97,1,Goto(withheld-voicemail-main,${CHANNEL(endpoint)},1)',
    ' same => n,Hangup()',
    '; An echo: whoever calls hears themselves.',
    'exten => *43,1,Answer()',
    ' same => n,Echo()',
    ' same => n,Hangup()',
    '',
    '; from-carrier: calls that come in. Overflow and follow-me legs go out through withheld-out like any other.',
    '[from-carrier]',
    `exten => ${dids.helpline},1,Set(__FORWARD_CONTEXT=withheld-out)`,
    ' same => n,Queue(helpline,,,,2)',
    // The global OVERFLOW may name another number to overflow to.
    ` same => n,Dial(Local/\${IF($["\${GLOBAL(OVERFLOW)}" = ""]?${PUBLIC_NUMBERS.mobile.number}:\${GLOBAL(OVERFLOW)})}@withheld-out,30)`,
    ' same => n,Hangup()',
    `exten => ${dids.desk},1,Set(__FORWARD_CONTEXT=withheld-out)`,
    ' same => n,Set(__TRANSFER_CONTEXT=desk)',
    ' same => n,Dial(PJSIP/102,20)',
    ' same => n,Hangup()',
    `exten => ${dids.followMe},1,Answer()`,
    ' same => n,FollowMe(103)',
    ' same => n,Hangup()',
    `exten => ${dids.voicemail},1,VoiceMail(101@default,u)`,
    ' same => n,Hangup()',
    `exten => ${dids.support},1,Set(__FORWARD_CONTEXT=withheld-out)`,
    ' same => n,Queue(support,r,,,60)',
    ' same => n,Hangup()',
    `; A call-back from the emergency service to the site's number rings every desk.`,
    `exten => ${AGENCY.siteNumber},1,Dial(${DESK_PHONES.map(({ extension }) => `PJSIP/${extension}`).join('&')},60)`,
    ' same => n,Hangup()',
    '',
    '#include withheld/dialplan-data.conf',
    '#include withheld/withheld-*.conf',
    '',
  ].join('\n');
}

function managers(network: LabNetwork, credentials: LabCredentials): string {
  return [
    '[general]',
    'enabled=yes',
    `bindaddr=${network.inside}`,
    `port=${AMI_PORT}`,
    '',
    "; The product's user: it acts, it never reads. The least Hangup needs.",
    '[withheld]',
    `secret=${credentials.ami}`,
    'deny=0.0.0.0/0.0.0.0',
    'permit=127.0.0.0/255.0.0.0',
    'write=call',
    '',
    '; Everything, for people and tests that drive the lab.',
    '[driver]',
    `secret=${credentials.driver}`,
    'deny=0.0.0.0/0.0.0.0',
    'permit=127.0.0.0/255.0.0.0',
    'read=all',
    'write=all',
    '',
  ].join('\n');
}

/** Everything that makes a PBX the agency's, but for what the product generates (`withheld/`). */
export function agencyFiles(
  plan: LabPlan,
  network: LabNetwork,
  credentials: LabCredentials,
  certificates: string,
): readonly PbxFile[] {
  const ariUser = (name: string, password: string) => `[${name}]\ntype=user\nread_only=no\npassword=${password}\n`;
  return [
    { path: 'pjsip.conf', text: pjsip(plan, network, credentials, certificates) },
    { path: 'extensions.conf', text: extensions() },
    { path: 'manager.conf', text: managers(network, credentials) },
    { path: 'http.conf', text: `[general]\nenabled=yes\nbindaddr=${network.inside}\nbindport=${HTTP_PORT}\n` },
    {
      path: 'ari.conf',
      text: `[general]\nenabled=yes\n\n${ariUser('withheld', credentials.ari)}\n${ariUser('driver', credentials.driver)}`,
    },
    { path: 'rtp.conf', text: '[general]\nrtpstart=10000\nrtpend=19999\nrtcpinterval=2000\n' },
    {
      path: 'queues.conf',
      text: '[general]\npersistentmembers=no\n\n[helpline]\nstrategy=ringall\ntimeout=3\nretry=1\nmember => PJSIP/101\nmember => PJSIP/102\n\n[support]\nstrategy=ringall\ntimeout=15\nretry=1\nmember => PJSIP/101\nmember => PJSIP/102\n',
    },
    {
      path: 'followme.conf',
      text: `[general]\n\n[103]\ncontext=withheld-out\nnumber=${PUBLIC_NUMBERS.mobile.number},20\nenable_callee_prompt=false\n`,
    },
    {
      path: 'voicemail.conf',
      text: `[general]\nformat=wav\nattach=no\nmaxmsg=100\n\n[default]\n101 => ${'4071'},${AGENCY.name}\n`,
    },
    // It relays what a phone writes during a call over the trunk, under the phone's own name; no endpoint option stops it.
    // And media that pass unchanged carry what only the phone's own software makes.
    modulesFile(['res_pjsip_messaging', 'bridge_native_rtp'], ['res_hep_rtcp']),
    mirrorFile(network.watcher, AGENCY_CAPTURE_PORT, 1),
  ];
}
