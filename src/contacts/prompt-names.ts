/**
 * What a phone code answers with: names of sound files in `withheld/` of the PBX's sounds.
 *
 * - `code-not-now`: the service is not there. `code-refused`: nobody this phone spoke with, or not its call to make.
 * - `code-no-number`: this caller's number is not known, so nobody can call back. `code-too-late`: the call has ended; that can only be agreed in it.
 */
export const CODE_PROMPTS = [
  'code-not-now',
  'code-refused',
  'code-no-number',
  'code-too-late',
  'plan-agency',
  'plan-survivor',
  'plan-nobody',
  'callback-wait',
  'callback-not-allowed',
  'callback-outside-window',
  'callback-no-tries-left',
  'callback-caller-is-calling',
] as const;
export type CodePrompt = (typeof CODE_PROMPTS)[number];
