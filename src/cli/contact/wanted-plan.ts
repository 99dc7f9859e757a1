import { DROP_PROTOCOLS, type DropProtocol } from '../../call/notice.ts';
import { type SafeWindow, safeWindow } from '../../call/safe-window.ts';
import { Failure } from '../../failure.ts';

export interface SetFlags {
  readonly protocol: string;
  readonly consent?: boolean;
  readonly window: readonly string[];
  readonly expires?: string;
  readonly by: string;
}

export interface WantedPlan {
  readonly protocol: DropProtocol;
  readonly consent: boolean;
  readonly windows: readonly SafeWindow[];
  readonly by: string;
  readonly lastsMs: number;
}

const PERSON = /^[A-Za-z][A-Za-z -]{1,39}$/;
const MOST_WINDOWS = 14;
const DAY_MS = 86_400_000;
const LONGEST_MS = 365 * DAY_MS;

/** `90m`, `12h`, `30d`; `null` when it is none of them, nothing, or more than a year. */
function lastingMs(text: string): number | null {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const each = { m: 60_000, h: 3_600_000, d: DAY_MS }[unit];
  if (each === undefined) return null;
  const lasts = Number(amount) * each;
  return lasts > LONGEST_MS ? null : lasts;
}

/** What `withheld contact set` was told, or what of it cannot be. Nothing of what was typed is repeated: it may be a number in the wrong place. */
export function wantedPlan(
  { by, consent = false, expires, protocol, window }: SetFlags,
  days: number,
): WantedPlan | Failure {
  const known = DROP_PROTOCOLS.find((each) => each === protocol);
  const windows = window.map(safeWindow);
  const read = windows.flatMap((each) => each ?? []);
  const lastsMs = expires === undefined ? days * DAY_MS : lastingMs(expires);
  const usage = (what: string) => new Failure('USAGE', what);
  if (known === undefined) return usage(`--protocol is one of ${DROP_PROTOCOLS.join(', ')}`);
  if (!PERSON.test(by)) return usage('--by takes 2 to 40 letters, blanks and -, a letter first');
  if (lastsMs === null) return usage('--expires takes minutes, hours or days up to a year: 90m, 12h, 30d');
  if (read.length !== windows.length || read.length > MOST_WINDOWS)
    return usage(
      `--window takes days and times: 'mon-fri 09:00-17:00', 'sat,sun 10:00-12:00', 'daily 22:00-02:00'; at most ${MOST_WINDOWS} of them`,
    );
  if (known === 'agency-calls-back' && !consent)
    return usage('agency-calls-back needs --consent: the contact said that they may be called back on this number');
  if (known === 'agency-calls-back' && read.length === 0)
    return usage('agency-calls-back needs at least one --window: when it is safe to call');
  if (known !== 'agency-calls-back' && consent)
    return usage('--consent is to being called back: it goes with --protocol agency-calls-back only');
  return { protocol: known, consent, windows: read, by, lastsMs };
}
