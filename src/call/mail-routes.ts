/** What is known of something that must not be there. Unknown is never "absent". */
export type Presence = 'absent' | 'present' | 'unknown';

/** Ways by which the PBX would send a message of a mailbox out of the house. */
export interface MailRoutes {
  readonly mail: Presence;
  readonly textMessage: Presence;
  readonly attachment: Presence;
}

export const UNKNOWN_ROUTES: MailRoutes = { mail: 'unknown', textMessage: 'unknown', attachment: 'unknown' };
