import type { Dialplan } from '../conf/dialplan.ts';
import type { HardeningDraft } from './draft.ts';

/** Where the codes that workers dial about callers lie. */
const CODES = 'withheld-codes-dialled';

/** Whether every code dialled in a context finds ours. */
export function codesFirstIn(dialplan: Dialplan, codes: readonly string[]): (context: string) => boolean {
  return (context) => codes.every((typed) => dialplan.find(context, typed)?.context === CODES);
}

/** Says which codes of the PBX's own stand behind ours from now on. */
export function leaveOwnCodes(
  draft: HardeningDraft,
  dialplan: Dialplan,
  contexts: readonly string[],
  codes: readonly string[],
): void {
  for (const context of contexts)
    for (const typed of codes) {
      const found = dialplan.find(context, typed);
      // Whatever catches everything is the way out, and no code of anybody.
      if (found === null || found.context.startsWith('withheld-') || /[.!]$/.test(found.extension ?? '.')) continue;
      draft.leave(
        `extensions.conf [${found.context}] ${found.extension}: stands behind the code ${typed} of withheld.yaml now; to keep it, choose another in contacts.codes`,
      );
    }
}
