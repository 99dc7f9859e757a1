import { AGENCY, type LabPlan, PUBLIC_NUMBERS } from './lab-plan.ts';

const { secondDid, thirdDid, forwardedDid } = PUBLIC_NUMBERS;
const NOBODY = [
  'Set(CALLERID(num)=anonymous)',
  'Set(CALLERID(name)=Anonymous)',
  'Set(__SIPFROMDOMAIN=anonymous.invalid)',
];
const ASKS = 'Set(__SENT_PRIVACY=id)';

/** The E.164 form of a national number. */
export function publicE164(national: string): string {
  return `+61${national.slice(1)}`;
}

/** The agency's own numbers that are called over the public network, and where they come in; none in a lab with one trunk. */
export function agencyDestinations({ trunks }: LabPlan) {
  const [first, second] = trunks;
  if (first === undefined || second === undefined) return [];
  return [
    {
      number: publicE164(secondDid.number),
      arrives_on: second.id,
      arrives_as: publicE164(forwardedDid.number),
    },
    { number: publicE164(thirdDid.number), arrives_on: first.id },
  ];
}

/** The end of a carrier that hands a call to the agency's PBX: what it writes there is what the dialplan says, and nothing of its own. */
export function deliveryEndpoint(trunk: string, aor: string, address: string): string[] {
  return [
    `[deliver-${trunk}]`,
    'type=endpoint',
    `transport=at-${trunk}`,
    'context=public',
    'disallow=all',
    'allow=alaw,ulaw',
    `aors=${aor}`,
    `media_address=${address}`,
    'direct_media=no',
    'send_pai=no',
    'send_rpid=no',
    'trust_id_outbound=no',
    'send_diversion=no',
    '',
  ];
}

/** What a number of the public network does that comes back to the agency; `null` where no trunk is for it. */
export function comesBack(plan: LabPlan, number: string): readonly string[] | null {
  const [first, second] = plan.trunks;
  if (first === undefined || second === undefined) return null;
  const line = number === thirdDid.number ? first : second;
  return [`Set(LINE=${line.id})`, `Set(TO=${publicE164(number)})`, 'Goto(delivered,begin,1)'];
}

function extension(name: string, ...steps: readonly string[]): string[] {
  return steps.map((step, at) => (at === 0 ? `exten => ${name},1,${step}` : ` same => n,${step}`));
}

function presented(number: string): string[] {
  return [`Set(CALLERID(num)=${number})`, 'Set(CALLERID(name)=${NAMED})'];
}

/** A PASSporT over the number as its caller (RFC 8225): header and claims are coded text, the signature is none. */
function signed(): string[] {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const header = part('{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://carrier.example/cert.pem"}');
  const claims = '{"attest":"A","dest":{"tn":["${TO:1}"]},"iat":1700000000,"orig":{"tn":"${SHOWN:1}"},"origid":"1"}';
  return [
    `Set(CLAIMS=${claims})`,
    `Set(__SENT_IDENTITY=${header}.\${FILTER(A-Za-z0-9,\${BASE64_ENCODE(\${CLAIMS})})}.c2lnbmF0dXJl\\;info=<https://carrier.example/cert.pem>\\;alg=ES256\\;ppt=shaken)`,
  ];
}

/** What each mode of the network makes of the caller. SHOWN and NAMED: what the agency's PBX asserted; ASKED: it asked to withhold. */
function treatments(): string[] {
  const asserted = 'Set(__SENT_ASSERTED=<sip:${SHOWN}@carrier.example>)';
  const number = AGENCY.dids.helpline;
  return [
    ...extension('honour', 'GotoIf($["${ASKED}" = "1"]?nobody)', ...presented('${SHOWN}'), 'Return()'),
    ...[...NOBODY, ASKS, 'Return()'].map((step, at) => ` same => n${at === 0 ? '(nobody)' : ''},${step}`),
    ...extension('ignore', ...presented('${SHOWN}'), 'Return()'),
    ...extension(
      'default-number',
      `Set(CALLERID(num)=\${IF($["\${GLOBAL(CANARY_NUMBER)}" = ""]?${number}:\${GLOBAL(CANARY_NUMBER)})})`,
      'Set(CALLERID(name)=)',
      'Return()',
    ),
    ...extension('cnam', ...NOBODY, `Set(CALLERID(name)=${AGENCY.name})`, ASKS, 'Return()'),
    ...extension('strip-privacy', ...NOBODY, asserted, 'Return()'),
    ...extension('trusting', ...NOBODY, asserted, ASKS, 'Return()'),
    ...extension('signing', ...NOBODY, ASKS, ...signed(), 'Return()'),
    ...extension('unavailable', 'Set(CALLERID(num)=unavailable)', 'Set(CALLERID(name)=)', 'Return()'),
    ...extension(
      'forward',
      'Set(__SENT_DIVERSION=<sip:${TO}@carrier.example>\\;reason=unconditional)',
      'Set(__SENT_HISTORY=<sip:${TO}@carrier.example>\\;index=1)',
      `Set(TO=${publicE164(forwardedDid.number)})`,
      'Goto(honour,1)',
    ),
    ...extension('tone-deaf', 'Set(__SENT_TONES=none)', 'Goto(honour,1)'),
    ...extension('lost', 'Hangup(1)'),
    ...extension('answered-elsewhere', 'Answer()', 'Wait(10)', 'Hangup()'),
  ];
}

function header(name: string, variable: string): string[] {
  return [
    `GotoIf($["\${LEN(\${${variable}})}" = "0"]?no-${variable})`,
    `Set(PJSIP_HEADER(add,${name})=\${${variable}})`,
  ];
}

/** The handler of the leg that is handed to the agency's PBX: headers that PJSIP would not write by itself. */
function headers(): string[] {
  const all = [
    ['Privacy', 'SENT_PRIVACY'],
    ['P-Asserted-Identity', 'SENT_ASSERTED'],
    ['Diversion', 'SENT_DIVERSION'],
    ['History-Info', 'SENT_HISTORY'],
    ['Identity', 'SENT_IDENTITY'],
  ] as const;
  return [
    'exten => all,1,Set(LEG=1)',
    ...all.flatMap(([name, variable]) => [
      ...header(name, variable).map((step) => ` same => n,${step}`),
      ` same => n(no-${variable}),Set(LEG=1)`,
    ]),
    ' same => n,ExecIf($["${SENT_TONES}" != ""]?Set(PJSIP_DTMF_MODE()=${SENT_TONES}))',
    ' same => n,Return()',
  ];
}

/** The part of the public network that hands calls back to the agency. */
export function deliveryDialplan(plan: LabPlan): string[] {
  if (comesBack(plan, secondDid.number) === null) return [];
  // An anonymous From, or a Privacy header that asks for something, or a code in front of the number.
  const withheld = '$["${PJSIP_HEADER(read,Privacy)}" != "" | "${CALLERID(num)}" = "anonymous" | "${PREFIXED}" = "1"]';
  return [
    "; delivered: a call to one of the agency's own numbers goes back to it over the trunk LINE, as `dialplan set global CANARY_MODE ignore` says.",
    '[delivered]',
    ...extension(
      'begin',
      'Set(SHOWN=${CALLERID(num)})',
      'Set(NAMED=${CALLERID(name)})',
      `Set(ASKED=\${IF(${withheld}?1:0)})`,
      'Set(CALLERID(pres)=allowed)',
      'Gosub(treated,${IF($["${GLOBAL(CANARY_MODE)}" = ""]?honour:${GLOBAL(CANARY_MODE)})},1)',
      'Dial(PJSIP/${TO}@deliver-${LINE},60,b(delivered-headers^all^1))',
      'Hangup(${HANGUPCAUSE})',
    ),
    '',
    '[treated]',
    ...treatments(),
    '',
    '[delivered-headers]',
    ...headers(),
    '',
  ];
}
