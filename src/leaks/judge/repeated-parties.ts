import type { CanaryKind } from './canary-search.ts';
import type { Opinion, Piece } from './finding.ts';
import { nameAddress } from './name-address.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';

/** The other party: its number may be any, also one of ours; where we are and what we are called is not its to say, unless it knows us. */
const OTHER: readonly CanaryKind[] = ['inside-host', 'secret-word'];
/** Us, on the door for calls from the carrier: the number that was called is known to who called it. */
const CALLED: readonly CanaryKind[] = ['inside-host', 'secret-word'];

function pieces(sent: SentMessage, name: 'From' | 'To', only: readonly CanaryKind[] | undefined): Piece[] {
  return valuesOf(sent.message, name).map((text) => {
    const piece: Piece = { place: name, text, reading: 'fact', origin: 'echo' };
    return only === undefined ? piece : { ...piece, only };
  });
}

/** To of an answer within a dialog that we began: our own From, which the door shows. */
function pinned(sent: SentMessage): Piece[] {
  const { look } = sent.expected;
  return pieces(sent, 'To', undefined).map((piece) => {
    const user = nameAddress(piece.text)?.uri.user;
    return user === look.fromUser ? { ...piece, text: piece.text.replace(user, '') } : piece;
  });
}

/**
 * From and To where SIP has us repeat them: of an answer (RFC 3261 §8.2.6.2), and of a request within a dialog that the carrier began
 * (§12.2.1.1), where our own side is what it called.
 */
export function repeatedParties(sent: SentMessage): Opinion {
  const answer = sent.message.kind === 'response';
  const us = answer ? 'To' : 'From';
  const other = answer ? 'From' : 'To';
  const own = sent.outbound ? pinned(sent) : pieces(sent, us, CALLED);
  return { findings: [], pieces: [...own, ...pieces(sent, other, OTHER)] };
}
