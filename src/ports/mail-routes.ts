import type { MailRoutes } from '../call/mail-routes.ts';
import type { Mailbox } from '../call/mailbox.ts';

/** What the PBX is told to do with messages of a mailbox. */
export interface MailRouteReader {
  /** Never rejects: what cannot be read is unknown. */
  of(box: Mailbox): Promise<MailRoutes>;
}
