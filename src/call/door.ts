/**
 * A door is a trunk endpoint whose identity is a constant, whatever the call carries.
 *
 * - `private`: every ordinary call and everything unknown. Shows nobody, or the parent organisation restricted.
 * - `parent`: one call, deliberately loosened by a rule. Shows the parent organisation and nothing else.
 * - `emergency`: emergency numbers only. Shows the site's own true number.
 * - `in`: calls from the carrier. Its answers say nothing about who answered.
 */
export type Door = 'private' | 'parent' | 'emergency' | 'in';

/** The doors an ordinary outbound call can be sent through. */
export type OrdinaryDoor = Extract<Door, 'private' | 'parent'>;
