import type { DropProtocol, Happened, NextStep } from '../call/notice.ts';

const HAPPENED_TEXTS: Readonly<Record<Happened, string>> = {
  'caller-ended': 'The call was ended at the caller’s side. They may have had to.',
  'line-lost': 'The line was lost. Nobody hung up, as far as we can see.',
  'lines-lost': 'Several lines were lost at once. The fault is not with this caller.',
  'worker-ended': 'The call was ended at this phone.',
  'house-ended': 'The call was ended by our own telephone system.',
  'caller-left': 'The caller left before anybody answered.',
  'not-clear': 'Nobody can say for certain how the call ended.',
};

const AGREED_TEXTS: Readonly<Record<DropProtocol, string>> = {
  'agency-calls-back': 'It was agreed that we call back.',
  'survivor-calls-back': 'It was agreed that the caller calls again.',
  'nobody-calls': 'It was agreed that nobody calls.',
  'not-agreed': 'Nothing was agreed for this.',
};

const NEXT_TEXTS: Readonly<Record<NextStep, string>> = {
  wait: 'Please wait. If they call again, your phone rings first.',
  'may-call-back': 'Please wait a minute. They may call first. After that you may call back with star six six.',
  'do-not-call': 'Please do not call. They can call again at any time.',
};

function named(prefix: string, texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(texts).map(([word, text]) => [`${prefix}-${word}`, text] as const);
}

/** The announcement, where the configuration has no words of its own. */
export const ANNOUNCEMENT = 'cannot-call-back';

/**
 * Everything the product says, by the name of its sound below `withheld/` on the PBX. The first three are heard by callers, and by whoever else is
 * on the line: they name nobody, and no earlier call. The others are heard by workers alone. None holds a number or a name.
 */
export const PROMPTS: ReadonlyMap<string, string> = new Map<string, string>([
  [ANNOUNCEMENT, 'If we are cut off, we cannot call you back. You can call this number again at any time.'],
  // The digits follow, in the PBX's own voice.
  ['return-code', 'If you call again, you can press these three digits.'],
  ['message-greeting', 'Nobody can answer at the moment. Please leave a message after the tone.'],
  [
    'mailbox-not-by-phone',
    'The messages of this mailbox cannot be heard by phone. Only the key of its reader opens them.',
  ],
  ...named('happened', HAPPENED_TEXTS),
  ...named('agreed', AGREED_TEXTS),
  ...named('next', NEXT_TEXTS),
  ['notice-none', 'There is nothing to tell of your last call.'],
  ['code-not-now', 'This is not available at the moment.'],
  ['code-refused', 'This code is not known, or not for this phone.'],
  ['plan-agency', 'Noted. If the call is lost, we call back.'],
  ['plan-survivor', 'Noted. If the call is lost, the caller calls again.'],
  ['plan-nobody', 'Noted. If the call is lost, nobody calls.'],
  ['callback-wait', 'Not yet. Please wait. They may call first.'],
  ['callback-not-allowed', 'For this call there is no calling back. Please do not call.'],
  ['callback-outside-window', 'It is outside the hours that were agreed. Please do not call now.'],
  ['callback-no-tries-left', 'We have tried twice. Please do not call again.'],
  ['callback-caller-is-calling', 'The caller is calling us just now. Please wait for that call.'],
]);
