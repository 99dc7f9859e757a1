import { setImmediate as nextTurn } from 'node:timers/promises';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { ReaderId } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { MessageSealer, Reader, SealedMessage } from '../../ports/message-sealer.ts';

/** How much is sealed before other work gets its turn: about 3 ms on a slow core. A call's decision must not wait for a long message. */
const PIECE = 64 * 1024;

/**
 * Seals with age's own library. The key of a message is an age X25519 identity, made for it alone; it lives in this process until the garbage
 * collector takes it, because JavaScript cannot erase a string: core dumps must be off.
 */
export class AgeSealer implements MessageSealer {
  async seal(voice: Uint8Array, facts: string, readers: readonly Reader[]): Promise<SealedMessage | Failure> {
    if (readers.length === 0) return new Failure('VOICEMAIL_NO_KEY');
    try {
      const key = await generateX25519Identity();
      const own = await identityToRecipient(key);
      const keys = new Map<ReaderId, Uint8Array>();
      for (const { id, recipient } of readers) keys.set(id, await sealed(Buffer.from(`${key}\n`), recipient));
      return { voice: await sealed(voice, own), facts: await sealed(Buffer.from(facts), own), keys };
    } catch (cause) {
      return new Failure('VOICEMAIL_SEAL_FAILED', undefined, { cause });
    }
  }
}

async function sealed(clear: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const pieces: Uint8Array[] = [];
  for await (const piece of await encrypter.encrypt(inPieces(clear))) pieces.push(piece);
  return Buffer.concat(pieces);
}

function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await nextTurn();
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(at, at + PIECE));
      at += PIECE;
    },
  });
}
