import { Dialplan, matches } from '../conf/dialplan.ts';
import { optionOf } from '../conf/pjsip-objects.ts';
import { codesFirstIn, leaveOwnCodes } from './code-includes.ts';
import { hardenDetection } from './detection.ts';
import type { HardeningDraft } from './draft.ts';
import type { Endpoints } from './endpoints.ts';
import type { HardeningAsk } from './hardening-ask.ts';
import { hardenKeptData, hardenModules } from './kept-data.ts';
import { hardenMirror } from './mirror.ts';
import { emergencyFirstIn, PHONE_CONTEXTS, phoneContexts, wrapPhones } from './phone-contexts.ts';
import { hardenGlobal, hardenOldTrunks, hardenPhones } from './pjsip-settings.ts';
import { dialsOf, redirectDials } from './trunk-dials.ts';

/**
 * The trunks that are still dialled past the doors, and those of them in an extension that means an emergency and not everything. Phones find
 * `withheld-emergency` before it; another way there may be, nobody can see from here.
 */
function stillDialled(after: Dialplan, { trunks }: Endpoints, numbers: readonly string[]) {
  const left = dialsOf(
    after,
    trunks.map(({ name }) => name),
  );
  const emergencies = left.filter(
    ({ step }) => !/[.!]$/.test(step.extension) && numbers.some((typed) => matches(step.extension, typed)),
  );
  const names = (dials: typeof left) => new Set(dials.map(({ endpoint }) => endpoint));
  return { used: names(left), spared: names(emergencies) };
}

/** Places where a PBX may keep phones, trunks and dialplan that are not looked at here. `[file, sections that mean nothing]`. */
const UNREAD = [
  ['pjsip_wizard.conf', []],
  ['sip.conf', ['general', 'authentication']],
  ['iax.conf', ['general', 'callnumberlimits']],
  ['chan_dahdi.conf', ['trunkgroups', 'channels']],
  ['users.conf', ['general']],
] as const;

function leaveUnread(draft: HardeningDraft, { phones }: Endpoints): void {
  for (const [path, known] of UNREAD) {
    const others = draft.set.sections(path).filter(({ name }) => !known.some((each) => each === name));
    if (others.length > 0)
      draft.leave(
        `${path}: what stands there is not looked at; no call may leave by it, and emergency numbers must come first`,
      );
  }
  if (draft.set.sections('extconfig.conf').some(({ settings }) => settings.length > 0))
    draft.leave('extconfig.conf: what a database holds of phones and dialplan is not looked at');
  if (phones.length === 0)
    draft.leave('pjsip.conf: no phone was found; see that emergency numbers come first for every phone');
}

/** A PBX whose files are written by hand. Gives where phones began and where they begin now. */
export function hardenPlain(
  draft: HardeningDraft,
  ask: HardeningAsk,
  endpoints: Endpoints,
): ReadonlyMap<string, string> {
  const dialplan = new Dialplan(draft.set);
  hardenGlobal(draft, endpoints, ask);
  hardenPhones(draft, endpoints);
  redirectDials(draft, dialplan, endpoints);
  const isFirst = emergencyFirstIn(dialplan, ask.emergencyStrings);
  const wrapped = wrapPhones(draft, endpoints.phones, isFirst, codesFirstIn(dialplan, ask.codes));
  leaveOwnCodes(draft, dialplan, wrapped, ask.codes);
  if (wrapped.length > 0) draft.edits.write(PHONE_CONTEXTS, phoneContexts(wrapped).text);
  draft.include('pjsip.conf', 'withheld/pjsip-doors.conf');
  const shipped = ask.files.map(({ path }) => path).filter((path) => path.startsWith('withheld/withheld-'));
  const own = wrapped.length > 0 ? [PHONE_CONTEXTS] : [];
  draft.include('extensions.conf', 'withheld/dialplan-data.conf', ...own, ...shipped);
  leaveUnread(draft, endpoints);
  hardenKeptData(draft);
  hardenModules(draft);
  hardenMirror(draft, ask.mirror);
  hardenDetection(draft, endpoints, ask);
  const after = new Dialplan(draft.edits.after(ask.directory));
  const { used, spared } = stillDialled(after, endpoints, ask.emergencyNumbers);
  hardenOldTrunks(draft, endpoints, used, spared);
  for (const { name } of endpoints.others)
    draft.leave(
      `pjsip.conf [${name}]: neither a phone that registers nor a trunk of withheld.yaml; look at it yourself`,
    );
  const contexts = new Set(wrapped);
  const moved = endpoints.phones.map((phone): readonly [string, string] => {
    const there = optionOf(phone, 'context') ?? 'default';
    return [there, contexts.has(there) ? `withheld-from-${there}` : there];
  });
  return new Map(moved);
}
