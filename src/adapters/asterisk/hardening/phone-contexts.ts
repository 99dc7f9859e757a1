import { withValue } from '../conf/conf-lines.ts';
import type { Dialplan } from '../conf/dialplan.ts';
import { optionOf, type PjsipObject } from '../conf/pjsip-objects.ts';
import { GENERATED_NOTICE, type PbxFile } from '../files/asterisk-text.ts';
import type { HardeningDraft } from './draft.ts';

export const PHONE_CONTEXTS = 'withheld/phone-contexts.conf';
const WRAPPED = 'withheld-from-';

/** Whether what is dialled in a context finds what it must, whatever else the context has: every emergency string `withheld-emergency`. */
export type FoundFirst = (context: string) => boolean;

export function emergencyFirstIn(dialplan: Dialplan, strings: readonly string[]): FoundFirst {
  const known = new Map<string, boolean>();
  return (context) => {
    const before = known.get(context);
    if (before !== undefined) return before;
    const holds =
      dialplan.has(context) &&
      strings.every((typed) => dialplan.find(context, typed)?.context === 'withheld-emergency');
    known.set(context, holds);
    return holds;
  };
}

function wrapperOf(context: string): string {
  return `${WRAPPED}${context}`;
}

function setVariable(
  draft: HardeningDraft,
  phone: PjsipObject,
  name: string,
  holds: (value: string) => boolean,
  value: string,
): void {
  const shape = new RegExp(`^_*${name}=(.*)$`);
  const there = phone.settings.filter(({ key, value: text }) => key.toLowerCase() === 'set_var' && shape.test(text));
  const said = shape.exec(there.at(-1)?.value ?? '')?.[1];
  if (said !== undefined && holds(said)) return;
  const own = phone.section.settings.filter((each) => there.includes(each));
  if (!draft.mayEdit(phone.section.place.path)) return;
  for (const each of own) draft.edits.replace(each, withValue(each.raw, `__${name}=${value}`));
  if (own.length === 0) draft.edits.add(phone.section, [`set_var=__${name}=${value}`]);
}

/**
 * Phones begin in a context of ours that looks for emergency numbers first, then for the codes about callers, and then for what the phone's context
 * always had; what they forward goes to `withheld-out`, what they transfer begins where their own calls do. A phone whose context does so already
 * stays there.
 * Gives the contexts that must be written.
 */
export function wrapPhones(
  draft: HardeningDraft,
  phones: readonly PjsipObject[],
  isFirst: FoundFirst,
  hasCodes: FoundFirst,
): readonly string[] {
  const wrapped = new Set<string>();
  for (const phone of phones) {
    const there = optionOf(phone, 'context') ?? 'default';
    const original = there.startsWith(WRAPPED) ? there.slice(WRAPPED.length) : there;
    const isWrapped = original !== there || !isFirst(there) || !hasCodes(there);
    const context = isWrapped ? wrapperOf(original) : there;
    if (isWrapped) wrapped.add(original);
    if (context !== there) draft.assign(phone.section, 'context', context);
    const subscriptions = optionOf(phone, 'subscribe_context');
    if (context !== there && subscriptions === null) draft.assign(phone.section, 'subscribe_context', original);
    const holds = (value: string) => value === context || value === 'withheld-out' || isFirst(value);
    setVariable(draft, phone, 'FORWARD_CONTEXT', holds, 'withheld-out');
    setVariable(draft, phone, 'TRANSFER_CONTEXT', holds, context);
  }
  return [...wrapped].sort();
}

/** The contexts of ours in which phones begin. Pure. */
export function phoneContexts(contexts: readonly string[]): PbxFile {
  const written = contexts.flatMap((context) => [
    `[${wrapperOf(context)}]`,
    'include => withheld-emergency',
    'include => withheld-codes',
    `include => ${context}`,
    '',
  ]);
  return { path: PHONE_CONTEXTS, text: [GENERATED_NOTICE, '', ...written].join('\n') };
}
