import { z } from 'zod';
import { type Mailbox, type MessageId, mailboxOf, messageIdOf } from '../../call/mailbox.ts';

const bytes = (least: number, most: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .min(least)
    .max(most);

const box = z.string().transform((text, context): Mailbox => {
  const found = mailboxOf(text);
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: 'no mailbox' });
  return z.NEVER;
});
const messageId = z.string().transform((text, context): MessageId => {
  const found = messageIdOf(text);
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: 'no message' });
  return z.NEVER;
});
const recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/);
const signing = bytes(43, 43);
const salt = bytes(22, 22);
const proof = bytes(43, 43);
const slot = bytes(64, 4096);
/** A message's key, sealed: some 280 bytes. */
const sealedKey = bytes(100, 2048).transform((text) => new Uint8Array(Buffer.from(text, 'base64url')));
const code = z.string().regex(/^[0-9]{6}$/);
const change = {
  day: z.int().min(0),
  before: z.string().regex(/^[0-9a-f]{64}$/),
  signature: bytes(86, 86),
};

/** The public part of the keys that the page has: what it sealed is of those. */
const present = recipient;

// What the page sends, key by key; whatever else is in a body is refused.
export const SALT = z.strictObject({ mailbox: box });
export const LOGIN = z.strictObject({ mailbox: box, proof, code });
export const BEGIN = z.strictObject({ code: z.string().min(8).max(64) });
export const END = z.strictObject({
  ...{ ticket: bytes(43, 43), recipient, signing, salt, proof, code, ...change },
  ...{ passphraseSlot: slot, paperSlot: slot, recovery: recipient },
});
export const UNLOCK = z.strictObject({ proof });
export const NOTHING = z.strictObject({});
export const FORWARD = z.strictObject({ to: box, recipient, key: sealedKey });
export const REKEY = z.strictObject({ key: sealedKey, paper: sealedKey.nullable(), present });
export const SETTINGS = z.strictObject({ lockSeconds: z.int().min(30).max(600), transcriptWanted: z.boolean() });
export const PASSPHRASE = z.strictObject({ proof, newProof: proof, salt, passphraseSlot: slot, present });
const messageKeys = z.array(z.strictObject({ id: messageId, key: sealedKey })).max(3000);
export const ROTATE = z.strictObject({
  ...{ proof, present, recipient, signing, ...change, passphraseSlot: slot, paperSlot: slot },
  keys: messageKeys,
});
export const REPRINT = ROTATE.extend({ recovery: recipient, papers: messageKeys });
export const LEAVE = z.strictObject({ proof, present, ...change });
// What an authenticator made is read by its own library alone.
const authenticator = z.looseObject({ id: bytes(16, 1400), type: z.literal('public-key') });
export const PASSKEY_SHOWN = z.strictObject({ ticket: bytes(43, 43), response: authenticator });
export const PASSKEY_KEEP = z.strictObject({
  ...{ ticket: bytes(43, 43), response: authenticator, slot: slot.nullable(), present },
});
