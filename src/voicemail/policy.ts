import type { MailRoutes } from '../call/mail-routes.ts';

/** Everything that decides what becomes of a message of one mailbox. */
export interface BoxFacts extends MailRoutes {
  /** What the configuration says it is. */
  readonly declared: 'ordinary' | 'secured';
  /** Keys of people who may read it: the owner's, and of colleagues. */
  readonly readerKeys: number;
  /** Whether the printed recovery key is among those a message is sealed to. */
  readonly recoveryKey: boolean;
  /** The owner has made their own key and shown that they hold it. */
  readonly ownerEnrolled: boolean;
  /** Only a passkey, or a passphrase with a second factor, opens it. */
  readonly strongLogin: boolean;
  /** It locks by itself when nobody uses it. */
  readonly autoLock: boolean;
  /** The owner's own choice. */
  readonly transcriptWanted: boolean;
}

/** Why a mailbox is not secured (yet), or no message can be taken. */
export type Lack =
  | 'no-reader-key'
  | 'no-recovery-key'
  | 'owner-not-enrolled'
  | 'weak-login'
  | 'no-auto-lock'
  | 'mail-route'
  | 'text-message-route'
  | 'attachment-route';

/**
 * - `ordinary`: the PBX's own voicemail keeps it. We never see it.
 * - `refused`: it cannot be sealed, so it is not taken.
 * - `sealed`: only the readers' keys open it; with or without a transcript in it.
 */
export type MessageRoute =
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'refused'; readonly lacks: readonly Lack[] }
  | { readonly kind: 'sealed'; readonly transcript: boolean; readonly lacks: readonly Lack[] };

/** What keeps `box` from being secured; nothing of it can be waived. */
export function lacksOf(box: BoxFacts): readonly Lack[] {
  const wanting: readonly (readonly [Lack, boolean])[] = [
    ['no-reader-key', box.readerKeys < 1],
    ['no-recovery-key', !box.recoveryKey],
    ['owner-not-enrolled', !box.ownerEnrolled],
    ['weak-login', !box.strongLogin],
    ['no-auto-lock', !box.autoLock],
    ['mail-route', box.mail !== 'absent'],
    ['text-message-route', box.textMessage !== 'absent'],
    ['attachment-route', box.attachment !== 'absent'],
  ];
  return wanting.flatMap(([lack, holds]) => (holds ? [lack] : []));
}

/**
 * The routing rule. A message is transcribed only for a mailbox that is secured in every respect and whose owner asked for it; a mailbox that was
 * declared secured and lacks something is still sealed, without a transcript, as long as there are keys to seal to.
 */
export function routeOf(box: BoxFacts): MessageRoute {
  if (box.declared === 'ordinary') return { kind: 'ordinary' };
  const lacks = lacksOf(box);
  if (lacks.includes('no-reader-key') || lacks.includes('no-recovery-key')) return { kind: 'refused', lacks };
  return { kind: 'sealed', transcript: lacks.length === 0 && box.transcriptWanted, lacks };
}
