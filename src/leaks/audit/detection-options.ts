import type { OptionMeaning } from './option-meaning.ts';

const unnoticed = (why: string): OptionMeaning => ({ severity: 'unnoticed', rows: [], why });

/** Options of an endpoint that decide whether a lost call is noticed, and ended. */
export const DETECTION_OPTIONS: ReadonlyMap<string, OptionMeaning> = new Map([
  [
    'rtp_timeout',
    unnoticed('it decides when a call of which nothing is heard any more is ended, and by whom it seems to be'),
  ],
  ['rtp_timeout_hold', unnoticed('it decides when a call that is lost on hold is ended')],
  ['timers', unnoticed('without session timers a call whose far end is gone may stay up for hours')],
  ['timers_sess_expires', unnoticed('it decides how soon a far end that is gone is asked for a sign')],
]);

const SILENT = 'an emergency call in which nobody may speak would be torn down';

/** The same of an emergency door: what ends a silent call there ends somebody's call for help. */
export const SILENT_EMERGENCY: ReadonlyMap<string, OptionMeaning> = new Map(
  ['rtp_timeout', 'rtp_timeout_hold'].map((option) => [option, { severity: 'emergency', rows: [], why: SILENT }]),
);
