import type { ConfSet } from '../conf/conf-set.ts';
import { Dialplan } from '../conf/dialplan.ts';
import { optionOf } from '../conf/pjsip-objects.ts';
import { codesFirstIn, leaveOwnCodes } from './code-includes.ts';
import { leaveDetection, wrongSilence } from './detection.ts';
import type { HardeningDraft } from './draft.ts';
import type { Endpoints } from './endpoints.ts';
import type { HardeningAsk } from './hardening-ask.ts';
import { emergencyFirstIn } from './phone-contexts.ts';
import { wantedGlobals, wrongOfPhone } from './pjsip-settings.ts';

const HOOK = 'macro-dialout-trunk-predial-hook';
const CUSTOM = 'extensions_custom.conf';
/** What FreePBX says of the hook: left blank on purpose, so that an installation may fill it; called just before Dial, for every trunk. */
const STUB = /^\[macro-dialout-trunk-predial-hook\]\s*\n(?:\s*;[^\n]*\n|\s*\n)*exten\s*=>?\s*s,1,\s*(\w+)/im;

/**
 * What Asterisk says at every reload of a hook that is filled: FreePBX's own, left blank, stands behind it, and the first one counts. In Asterisk's
 * words.
 */
export function hookComplaints(set: ConfSet): readonly string[] {
  const lines = set.lines('extensions.conf') ?? [];
  const head = lines.findIndex(({ meaning }) => meaning.kind === 'section' && meaning.name === HOOK);
  const behind = head < 0 ? [] : lines.slice(head + 1);
  const next = behind.findIndex(({ meaning }) => meaning.kind === 'section');
  return (next < 0 ? behind : behind.slice(0, next)).flatMap(({ meaning }, at) => {
    const [name = '', priority = ''] = meaning.kind === 'setting' ? meaning.value.split(',') : [];
    return meaning.kind !== 'setting'
      ? []
      : [
          `Unable to register extension '${name}' priority ${priority} in '${HOOK}', already in use`,
          `Unable to register extension at line ${head + 1 + at + 1} of extensions.conf`,
        ];
  });
}

/** How a hook of this FreePBX ends: a macro up to 16, a subroutine from 17 on. */
function endOfHook(draft: HardeningDraft): 'Return()' | 'MacroExit()' {
  return /^MacroExit$/i.test(STUB.exec(draft.set.text('extensions.conf'))?.[1] ?? '') ? 'MacroExit()' : 'Return()';
}

/**
 * The hook. Emergency numbers that we know go through our emergency door; what FreePBX itself calls an emergency route and we do not know
 * stays its own; so does a route between the house's own PBXs, unless its trunk leads to a carrier. Everything else goes to `withheld-out`.
 */
function hook(draft: HardeningDraft, { trunks }: Endpoints): readonly string[] {
  const names = trunks.map(({ name }) => name.replace(/[^A-Za-z0-9_-]/g, '.')).join('|');
  const toCarrier = names === '' ? '0' : `\${REGEX("^PJSIP/(${names})$" \${OUT_\${DIAL_TRUNK}})}`;
  return [
    `[${HOOK}]`,
    'exten => s,1,GotoIf($[${DIALPLAN_EXISTS(withheld-emergency,${DIAL_NUMBER},1)}]?out)',
    ' same => n,GotoIf($["${EMERGENCYROUTE}" = "YES"]?own)',
    ` same => n,GotoIf($["\${INTRACOMPANYROUTE}" = "YES" & ${toCarrier} = 0]?own)`,
    ' same => n(out),Goto(withheld-out,${FILTER(+*#0-9,${DIAL_NUMBER})},1)',
    ` same => n(own),${endOfHook(draft)}`,
  ];
}

function hardenDialplan(draft: HardeningDraft, ask: HardeningAsk, endpoints: Endpoints): void {
  if (!draft.set.includes('extensions.conf', CUSTOM)) {
    draft.leave(`extensions.conf: does not include ${CUSTOM}; this is not a layout of FreePBX that is known here`);
    return;
  }
  if (!draft.mayEdit(CUSTOM)) return;
  const sections = draft.set.sections(CUSTOM);
  const first = emergencyFirstIn(new Dialplan(draft.set), ask.emergencyStrings);
  const custom = sections.find(({ name }) => name === 'from-internal-custom');
  const before = new Dialplan(draft.set);
  const missing = [
    ...(first('from-internal') ? [] : ['withheld-emergency']),
    ...(codesFirstIn(before, ask.codes)('from-internal') ? [] : ['withheld-codes']),
  ].filter((name) => !custom?.settings.some(({ value }) => value === name));
  const includes = missing.map((name) => `include => ${name}`);
  if (includes.length > 0 && custom === undefined)
    draft.edits.append(CUSTOM, ['', '[from-internal-custom]', ...includes]);
  // Codes stand behind emergency numbers, also where those are there already.
  const behind = custom?.settings.find(({ value }) => value === 'withheld-emergency');
  if (includes.length > 0 && custom !== undefined) draft.edits.insert(behind ?? custom.place, includes);
  leaveOwnCodes(draft, before, ['from-internal'], ask.codes);
  const wanted = hook(draft, endpoints);
  const there = sections.find(({ name }) => name === HOOK);
  if (there === undefined) draft.edits.append(CUSTOM, ['', ...wanted]);
  else if (!there.settings.some(({ value }) => value.includes('Goto(withheld-out,')))
    draft.leave(
      `${CUSTOM} [${HOOK}]: has steps of yours; let it end in Goto(withheld-out,\${FILTER(+*#0-9,\${DIAL_NUMBER})},1)`,
    );
  const shipped = ask.files.map(({ path }) => path).filter((path) => path.startsWith('withheld/withheld-'));
  draft.include(CUSTOM, 'withheld/dialplan-data.conf', ...shipped);
  const after = emergencyFirstIn(new Dialplan(draft.edits.after(ask.directory)), ask.emergencyStrings);
  if (!after('from-internal'))
    draft.leave(
      `${CUSTOM} [from-internal-custom]: something of yours is found before withheld-emergency; emergency numbers must come first`,
    );
}

function hardenPjsip(draft: HardeningDraft, ask: HardeningAsk, endpoints: Endpoints): void {
  const custom = 'pjsip_custom.conf';
  const post = 'pjsip_custom_post.conf';
  if (draft.set.includes('pjsip.conf', custom)) draft.include(custom, 'withheld/pjsip-doors.conf');
  else draft.leave(`pjsip.conf: does not include ${custom}; this is not a layout of FreePBX that is known here`);
  const globals = wantedGlobals(endpoints, ask).map(([key, value]) => `${key}=${value}`);
  if (globals.length === 0 || !draft.mayEdit(post)) return;
  // FreePBX includes this file at the end of [global].
  if (!draft.set.includes('pjsip.conf', post))
    draft.leave(`pjsip.conf [global]: set ${globals.join(', ')} (Settings, Asterisk SIP Settings)`);
  else if (draft.set.has(post)) draft.edits.insert({ path: post, at: -1 }, globals);
  else draft.edits.append(post, globals);
}

/** What only FreePBX's own pages can change, because it writes the file anew each time. */
function leaveToPages(draft: HardeningDraft, ask: HardeningAsk, endpoints: Endpoints): void {
  const { phones, trunks } = endpoints;
  const wrong = new Map<string, number>();
  for (const phone of phones)
    for (const [option, value] of [...wrongOfPhone(phone), ...wrongSilence(phone, ask.detection)])
      wrong.set(`${option}=${value}`, (wrong.get(`${option}=${value}`) ?? 0) + 1);
  // Not in pjsip.endpoint_custom_post.conf: `[x](+)` for an extension that somebody deletes keeps Asterisk from reading pjsip.conf at all.
  for (const [setting, count] of wrong)
    draft.leave(`pjsip.endpoint.conf: ${setting} for ${count} phones (Extensions, Advanced)`);
  for (const { name, carrier } of trunks)
    draft.leave(
      `pjsip.endpoint.conf [${name}]: leads past the doors to the carrier of ${carrier.trunk}; keep it as a route's trunk, with registration off and no send of Diversion, PAI or RPID (Trunks)`,
    );
  const module = 'res_pjsip_messaging.so';
  const says = draft.set.sections('modules.conf').flatMap(({ settings }) => settings);
  if (!says.some(({ key, value }) => key.toLowerCase() === 'noload' && value.startsWith('res_pjsip_messaging')))
    draft.leave(`modules.conf: exclude ${module} (Settings, Asterisk Modules), then restart Asterisk`);
  const mirror = draft.set.sections('hep.conf').find(({ name }) => name === 'general');
  const address = `${ask.mirror.host}:${ask.mirror.port}`;
  if (mirror === undefined || optionOf(mirror, 'capture_address') !== address)
    draft.leave(
      `hep.conf [general]: enabled=yes, capture_address=${address}, uuid_type=call-id; then restart Asterisk`,
    );
  leaveDetection(draft, endpoints, ask);
  draft.leave(
    'cdr, cel, logger, voicemail: what is kept of calls is set on the pages of FreePBX; see `withheld audit`',
  );
}

/**
 * A PBX whose files FreePBX writes: only files it leaves to people are changed (`*_custom*`), and calls reach us by the hook it documents.
 * Gives where phones begin: nothing of that changes.
 */
export function hardenFreePbx(
  draft: HardeningDraft,
  ask: HardeningAsk,
  endpoints: Endpoints,
): ReadonlyMap<string, string> {
  hardenPjsip(draft, ask, endpoints);
  hardenDialplan(draft, ask, endpoints);
  leaveToPages(draft, ask, endpoints);
  const contexts = endpoints.phones.map((phone) => optionOf(phone, 'context') ?? 'from-internal');
  return new Map(['from-internal', ...contexts].map((context) => [context, context]));
}
