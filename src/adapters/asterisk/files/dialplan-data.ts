import { doorShape } from '../../../identity/carrier-profile.ts';
import { type Asked, outsideLinesInOrder, typedPrefixes } from '../../../identity/dial-prefix.ts';
import { emergencyStrings } from '../../../identity/emergency-strings.ts';
import { GENERATED_NOTICE, type PbxFile, settingValue } from './asterisk-text.ts';
import { codeData } from './code-data.ts';
import { inboundData } from './inbound-data.ts';
import { numberPatterns } from './number-patterns.ts';
import { emergencyEndpoint, type PbxPlan, type PlannedSite, type PlannedTrunk } from './pbx-plan.ts';
import { probeData } from './probe-data.ts';
import { roundTripData } from './round-trip-data.ts';

/** Asterisk patterns begin with an underscore; a dial string with a letter-like meaning would be one only behind it. */
function extension(name: string, ...steps: readonly string[]): string[] {
  return steps.map((step, at) => (at === 0 ? `exten => ${name},1,${step}` : ` same => n,${step}`));
}

function context(name: string, ...extensions: readonly string[][]): string[] {
  return [`[${name}]`, ...extensions.flat(), ''];
}

/** Every dial string that means an emergency, literally, each leading to the bare number. */
function emergencyContext(plan: PbxPlan): string[] {
  const { callingCode, emergency } = plan.country;
  // What a smart phone or a send key may make of it: an international spelling, a trailing number sign.
  const spelt = emergency.flatMap(({ dialled, sent }) =>
    [`+${dialled}`, `+${callingCode}${dialled}`, `${dialled}#`].map((typed) => [typed, sent] as const),
  );
  const strings = [...emergencyStrings(plan.country, plan.outsideLines), ...spelt];
  return context(
    'withheld-emergency',
    ...strings.map(([dialled, sent]) => extension(dialled, `Goto(withheld-emergency-call,${sent},1)`)),
  );
}

function prefixContexts(plan: PbxPlan): string[] {
  const strip = (code: string) => extension(`_${code}!`, `Return(\${EXTEN:${code.length}})`);
  const codes: readonly { code: string; asks: Asked }[] = typedPrefixes(plan.country);
  const outside = outsideLinesInOrder(plan.outsideLines);
  return [
    ...context('withheld-code', ...codes.map(({ code }) => strip(code))),
    // `configured` tells the dialplan that people dial something for a line here.
    ...context(
      'withheld-outside-line',
      ...outside.map(strip),
      ...(outside.length === 0 ? [] : [extension('configured', 'Return()')]),
    ),
  ];
}

function numberContext(plan: PbxPlan): string[] {
  const patterns = numberPatterns(plan.country);
  return context('withheld-number', ...patterns.map(({ pattern, e164 }) => extension(pattern, `Return(${e164})`)));
}

/** The number as a trunk wants it, from E.164 in WITHHELD_NUMBER. Service numbers have no `+` and go out as their digits. */
function dialled(plan: PbxPlan, trunk: PlannedTrunk): string {
  const { callingCode, internationalPrefix, trunkPrefix, trunkPrefixOptional } = plan.country;
  const own = callingCode.length + 1;
  const domestic = `${trunkPrefixOptional ? '' : trunkPrefix}\${WITHHELD_NUMBER:${own}}`;
  const abroad = `${internationalPrefix}\${WITHHELD_NUMBER:1}`;
  const isOwn = `$["\${WITHHELD_NUMBER:0:${own}}" = "+${callingCode}"]`;
  const prefixFree = `$[\${DIALPLAN_EXISTS(withheld-prefix-free,\${WITHHELD_NUMBER:${own}},1)}]`;
  const formats: Record<PlannedTrunk['dialFormat'], string> = {
    'e164-plus': '${WITHHELD_NUMBER}',
    e164: '${WITHHELD_NUMBER:1}',
    national: `\${IF(${isOwn}?\${IF(${prefixFree}?\${WITHHELD_NUMBER:${own}}:${domestic})}:${abroad})}`,
    international: abroad,
  };
  const written = formats[trunk.dialFormat];
  const asIs = '${WITHHELD_NUMBER}';
  return written === asIs ? asIs : `\${IF($["\${WITHHELD_NUMBER:0:1}" = "+"]?${written}:${asIs})}`;
}

function trunkContexts(plan: PbxPlan): string[] {
  const [site] = plan.sites;
  const shaped = plan.trunks.flatMap((trunk) =>
    (['private', 'parent'] as const).map((door) => ({
      trunk,
      name: `${trunk.id}-${door}`,
      shape: doorShape(trunk, plan.organisation, site as PbxPlan['sites'][0], door),
      presentation: door === 'private' ? 'prohib' : 'allowed',
      connected:
        door === 'private' ? `<${trunk.number.reveal()}>` : `"${plan.organisation.name}" <${trunk.number.reveal()}>`,
    })),
  );
  const constants = ({ shape, connected, presentation }: (typeof shaped)[number]) => [
    `Set(CONNECTEDLINE(priv-all,i)=${connected})`,
    `Set(CONNECTEDLINE(priv-num-pres,i)=${presentation})`,
    `Set(CONNECTEDLINE(priv-name-pres,i)=${presentation})`,
    ...shape.headers.map((header) => `Set(PJSIP_HEADER(add,${header.name})=${settingValue(header.value)})`),
  ];
  return [
    ...context(
      'withheld-trunk',
      ...shaped.map(({ name, shape, trunk }) =>
        // A number sign must be escaped in a SIP user part (RFC 3261 §25.1).
        extension(
          name,
          `Set(WITHHELD_WRITTEN=${dialled(plan, trunk)})`,
          `Return(${shape.dialPrefix.replaceAll('#', '%23')}\${WITHHELD_WRITTEN})`,
        ),
      ),
    ),
    ...context('withheld-prefix-free', ...plan.country.prefixFree.map((shape) => extension(`_${shape}`, 'Return()'))),
    ...context(
      'withheld-constants',
      ...shaped.map((door) =>
        extension(door.name, ...(plan.constants === 'predial' ? constants(door) : []), 'Return()'),
      ),
    ),
  ];
}

/** Both doors' entries: `via-<trunk>` puts a trunk first, the others stay behind it in their order. */
function doorContexts(plan: PbxPlan): string[] {
  const order = (first?: PlannedTrunk) =>
    [...(first === undefined ? [] : [first]), ...plan.trunks.filter((trunk) => trunk !== first)]
      .map(({ id }) => id)
      .join('/');
  const leave = 'Goto(withheld-leave,${WITHHELD_NUMBER},1)';
  const entry = (door: string) => [
    `exten => _[+0-9]!,1,MSet(WITHHELD_TRUNKS=${order()},WITHHELD_DOOR=${door})`,
    ` same => n,${leave}`,
    ...plan.trunks.flatMap((trunk) => [
      ` same => n(via-${trunk.id}),MSet(WITHHELD_TRUNKS=${order(trunk)},WITHHELD_DOOR=${door})`,
      ` same => n,${leave}`,
    ]),
    `exten => T,1,MSet(WITHHELD_TRUNKS=${order()},WITHHELD_DOOR=private)`,
    ` same => n,${leave}`,
  ];
  return [
    '; The number that leaves is always WITHHELD_NUMBER, what the phone dialled; never what an answer says.',
    ...context('withheld-private', entry('private')),
    "; A loosening holds for one call: this leg's own ticket, still unused, and an answer about the very number that was asked.",
    ...context(
      'withheld-parent',
      entry('${IF($["${WITHHELD_ASKED}" = "${UNIQUEID}" & "x${EXTEN}" = "x${WITHHELD_NUMBER}"]?parent:private)}'),
    ),
  ];
}

/** Several doors as one Dial takes them; it rings all of them and the first answer wins. */
function together(doors: readonly string[]): string {
  return doors.map((door) => `PJSIP/\${ARG1}@${door}`).join('&');
}

/** ARG1 is the emergency number. With one trunk there is no order to try: it goes straight to "together". */
function siteContext(plan: PbxPlan): string[] {
  const doorsOf = (site: PlannedSite) => plan.trunks.map((trunk) => emergencyEndpoint(plan, trunk, site));
  const [first] = plan.sites as readonly [PlannedSite];
  const answer = (site: PlannedSite) => {
    const steps = plan.trunks.map((trunk) => `${trunk.id}:${emergencyEndpoint(plan, trunk, site)}`);
    return [
      `Set(WITHHELD_SITE_NUMBER=${site.number.reveal()})`,
      `Set(WITHHELD_DOORS=${steps.length > 1 ? steps.join('/') : ''})`,
      `Set(WITHHELD_TOGETHER=${together(doorsOf(site))})`,
      // A later site's doors may not be loaded yet. The first site's number reaches the agency when the operator calls back.
      `Set(WITHHELD_ELSEWHERE=${site === first ? '' : together(doorsOf(first))})`,
      `Set(WITHHELD_ANY=${together(plan.trunks.map(({ id }) => `${id}-private`))})`,
      'Return()',
    ];
  };
  const phones = plan.sites.flatMap((site) => site.extensions.map((name) => ({ site, phone: `s${name}` })));
  return [
    ...context('withheld-site-phone', ...phones.map(({ phone }) => extension(phone, 'Return()'))),
    ...context(
      'withheld-site',
      extension('_s!', ...answer(first)),
      ...phones.map(({ site, phone }) => extension(phone, ...answer(site))),
    ),
  ];
}

/** One step, because it is taken in every call. MSet parts its values at commas: the configuration allows none in them. */
function settingsContext(plan: PbxPlan): string[] {
  const settings = {
    WITHHELD_DEADLINE: String(plan.deadlineMs / 1000),
    WITHHELD_PATIENCE: '1500',
    WITHHELD_APPLICATION: plan.application,
    WITHHELD_PARENT_NAME: plan.organisation.name,
    WITHHELD_PARENT_NUMBER: plan.organisation.number.reveal(),
  };
  const set = Object.entries(settings).map(([name, value]) => `${name}=${settingValue(value)}`);
  return context('withheld-settings', extension('all', `MSet(${set.join(',')})`, 'Return()'));
}

/** Which mailboxes are secured is known here, and not only to the daemon: without it, no message of theirs may fall to the ordinary voicemail. */
function mailboxContext({ voicemail }: PbxPlan): string[] {
  const { longestSeconds, ordinaryContext, secured, silenceSeconds } = voicemail;
  const limits = `MSet(WITHHELD_LONGEST=${longestSeconds},WITHHELD_SILENCE=${silenceSeconds})`;
  return context(
    'withheld-mailbox',
    extension('ordinary', `Return(${ordinaryContext})`),
    ...secured.map((box) => extension(`s${box}`, limits, 'Return()')),
  );
}

/** The part of the dialplan that is data: numbers, trunks, sites. Its logic is in the files of `dialplan/`. Pure. */
export function dialplanData(plan: PbxPlan): PbxFile {
  const text = [
    GENERATED_NOTICE,
    '',
    ...emergencyContext(plan),
    ...prefixContexts(plan),
    ...numberContext(plan),
    ...trunkContexts(plan),
    ...doorContexts(plan),
    ...siteContext(plan),
    ...settingsContext(plan),
    ...codeData(plan),
    ...mailboxContext(plan),
    '; Calls that arrive at a door that takes none.',
    '[withheld-nowhere]',
    '',
    ...probeData(plan),
    ...roundTripData(plan),
    ...inboundData(plan),
  ].join('\n');
  return { path: 'withheld/dialplan-data.conf', text };
}
