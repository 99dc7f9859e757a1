import type { DropClass, ReleasedBy } from '../../src/call/drop-verdict.ts';

/** What is true of every call of a scenario, and whether it allows that a call-back is offered. */
export interface Truth {
  readonly classes: readonly DropClass[];
  readonly releasedBy?: readonly ReleasedBy[];
  readonly detail?: string;
  readonly offer: boolean;
  /** Calls in it; 1 unless said. */
  readonly calls?: number;
  /** Its calls ended in different ways: no row of a table of accuracy. */
  readonly mixed?: true;
}

export const SURVIVOR: Truth = {
  classes: ['survivor-ended', 'survivor-ended-abruptly'],
  releasedBy: ['survivor-side'],
  offer: false,
};
export const ABRUPT: Truth = { ...SURVIVOR, classes: ['survivor-ended-abruptly'] };
export const WORKER: Truth = { classes: ['worker-ended'], releasedBy: ['worker-side'], offer: false };
export const LOST: Truth = { classes: ['network-drop'], releasedBy: ['survivor-side', 'trunk'], offer: true };
export const WORKER_LOST: Truth = { classes: ['network-drop'], releasedBy: ['worker-side'], offer: true };
export const PBX_FAILED: Truth = { classes: ['pbx-failed'], releasedBy: ['pbx'], offer: true };
export const PBX_ENDED: Truth = { classes: ['pbx-ended'], releasedBy: ['pbx'], offer: true };
export const ABANDONED: Truth = { classes: ['abandoned'], releasedBy: ['survivor-side'], offer: false };
export const CONTINUED: Truth = { classes: ['continued'], offer: false };
export const UNKNOWN: Truth = { classes: ['unknown'], offer: false };

export function massLost(calls: number): Truth {
  return { classes: ['mass-drop'], releasedBy: ['trunk'], offer: true, calls };
}

export function setupFailed(detail: string): Truth {
  return { classes: ['setup-failed'], detail, offer: false };
}
