import type { Failure } from '../failure.ts';

/** Says by mail that there is a message, and nothing else: the same words every time. Never rejects; settles within its deadline. */
export interface NoticeMail {
  /** `address`: of somebody of the agency. `null`: the relay has taken it. */
  send(address: string): Promise<Failure | null>;
}
