import type { Notice } from '../call/notice.ts';

/** How far a notice has come. `waiting`: the phone is to ring; `heard`: it was picked up; `written`: shown on the phone; `shown`: on the console alone. */
export type NoticeState = 'waiting' | 'heard' | 'written' | 'shown';

/** A notice as the console shows it: no number, no name, and no call. */
export interface ShownNotice extends Omit<Notice, 'call'> {
  readonly state: NoticeState;
}
