import type { DropClass, Verdict } from './drop-verdict.ts';

/** Below this nobody is called back. */
const SURE = 0.9;

const LOST: ReadonlySet<DropClass> = new Set<DropClass>(['network-drop', 'mass-drop', 'pbx-failed', 'pbx-ended']);

/**
 * Whether what became of a call allows a call-back to be *offered* to the worker at all; the contact's plan, consent and window decide
 * besides, and a named worker acts. Only a loss or an end of our own making, and only when sure; a worker's own hang-up only when that worker
 * says that it was a slip. Never when the caller's side ended it, never when unknown, never while the line is up.
 */
export function allowsCallback(verdict: Verdict, ended: boolean, slip = false): boolean {
  if (!ended || verdict.confidence < SURE) return false;
  return LOST.has(verdict.class) || (slip && verdict.class === 'worker-ended');
}
