import type { DropProtocol, Happened, NextStep } from '../call/notice.ts';
import type { NoticeState, ShownNotice } from '../ports/worker-notices.ts';

/** A notice as `/api/notices` gives it. Times are ISO 8601, UTC. */
export interface NoticeView {
  /** The phone that is told; `null`: nobody had answered. */
  readonly extension: string | null;
  readonly happened: Happened;
  readonly agreed: DropProtocol;
  readonly next: NextStep;
  readonly endedAt: string;
  readonly callbackFrom: string | null;
  readonly state: NoticeState;
  /** The same in plain words. */
  readonly text: string;
}

const HAPPENED: Readonly<Record<Happened, string>> = {
  'caller-ended': "the caller's side ended the call; they may have had to",
  'line-lost': 'the line was lost',
  'lines-lost': 'several lines were lost at once',
  'worker-ended': 'this phone ended the call',
  'house-ended': 'our own PBX ended the call',
  'caller-left': 'the caller left before anybody answered',
  'not-clear': 'how the call ended cannot be told',
};
const AGREED: Readonly<Record<DropProtocol, string>> = {
  'agency-calls-back': 'agreed: we call back',
  'survivor-calls-back': 'agreed: the caller calls again',
  'nobody-calls': 'agreed: nobody calls',
  'not-agreed': 'nothing was agreed',
};
const NEXT: Readonly<Record<NextStep, string>> = {
  wait: 'wait; if they call again, this phone rings first',
  'may-call-back': 'wait a minute, then you may call back (*66)',
  'do-not-call': 'do not call; they can call again at any time',
};

/** Pure. Nothing in it names a caller or a number, because nothing in a notice does. */
export function noticeView({ worker, happened, agreed, next, endedAt, callbackFrom, state }: ShownNotice): NoticeView {
  return {
    extension: worker,
    happened,
    agreed,
    next,
    endedAt: new Date(endedAt).toISOString(),
    callbackFrom: callbackFrom === null ? null : new Date(callbackFrom).toISOString(),
    state,
    text: `${HAPPENED[happened]}; ${AGREED[agreed]}; ${NEXT[next]}`,
  };
}
