import { callIdOf, type RecordedMessage, type Recording } from '../unit/leaks/wire/recorded-lines.ts';
import { mirrorPacket } from '../unit/leaks/wire/recorded-plan.ts';

const TOKEN = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Numbers that are others in each call, and stand for no party of ours. */
const NUMBERS = [/(?<=^CSeq: )\d{3,}/gm, /(?<=^o=- )\d{5,}/gm, /(?<=^o=- \d{5,} )\d{5,}/gm, /(?<=^m=audio )\d{5}/gm];
const DIALLED = /(?<=0370|\+6137)\d{5}\b/g;

function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  return (bits ^ (bits >>> 13)) >>> 0;
}

/** The token that stands for the `at`th in this round: the same to everybody who asks. */
function token(round: number, at: number): string {
  const words = [0, 1, 2, 3].map((word) => mixed(Math.imul(round, 0x9e3779b1) + at * 4 + word));
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export interface FreshCall {
  readonly dialog: string;
  readonly endpoint: string;
  readonly incoming: boolean;
}

interface Place {
  readonly packet: number;
  readonly at: number;
}

/**
 * The calls of a recording, round after round as other calls: in every round each token of chance, Call-IDs among them, each number that is
 * dialled and each port and count is another. Without that a bench would measure what is remembered of the same few calls.
 */
export class FreshCalls {
  readonly #calls: readonly { readonly which: number; readonly call: FreshCall }[];
  readonly #places: readonly (readonly Place[])[];
  readonly #numbers: readonly (Place & { readonly length: number })[];
  readonly #dialled: readonly (readonly Place[])[];
  readonly #packets: readonly Buffer[];

  constructor(recording: Recording) {
    this.#packets = recording.messages.map((message) => mirrorPacket(recording, message));
    const texts = this.#packets.map((packet) => packet.toString('latin1'));
    const tokens = new Map<string, Place[]>();
    const dialled = new Map<string, Place[]>();
    const numbers: (Place & { length: number })[] = [];
    texts.forEach((text, packet) => {
      for (const { 0: found, index } of text.matchAll(TOKEN)) add(tokens, found, { packet, at: index });
      for (const { 0: found, index } of text.matchAll(DIALLED)) add(dialled, found, { packet, at: index });
      for (const pattern of NUMBERS)
        for (const { 0: found, index } of text.matchAll(pattern))
          numbers.push({ packet, at: index, length: found.length });
    });
    const names = [...tokens.keys()];
    const calls = recording.messages.filter(({ raw }) => !/^OPTIONS |^CSeq: \d+ OPTIONS/m.test(raw)).map(callOf);
    const distinct = [...new Map(calls.map((call) => [call.dialog, call])).values()];
    this.#calls = distinct.map((call) => ({ which: names.indexOf(call.dialog), call }));
    this.#places = [...tokens.values()];
    this.#dialled = [...dialled.values()];
    this.#numbers = numbers;
  }

  /** Packets to be written over, round by round. */
  packets(): readonly Buffer[] {
    return this.#packets.map((packet) => Buffer.from(packet));
  }

  /** Makes these packets those of a round. */
  write(packets: readonly Buffer[], round: number): void {
    this.#places.forEach((places, which) => {
      const text = token(round, which);
      for (const { packet, at } of places) packets[packet]?.write(text, at, 'latin1');
    });
    this.#dialled.forEach((places, which) => {
      const text = String(10_000 + (mixed(round * 64 + which) % 90_000));
      for (const { packet, at } of places) packets[packet]?.write(text, at, 'latin1');
    });
    this.#numbers.forEach(({ packet, at, length }, which) => {
      const text = String(mixed(round * 512 + which) % 10 ** (length - 1)).padStart(length - 1, '0');
      packets[packet]?.write(text, at + 1, 'latin1');
    });
  }

  /** The calls of a round. */
  calls(round: number): readonly FreshCall[] {
    return this.#calls.map(({ which, call }) => ({ ...call, dialog: token(round, which) }));
  }
}

function callOf(message: RecordedMessage): FreshCall {
  const { door, trunk } = message;
  return { dialog: callIdOf(message), endpoint: `${trunk}-${door}`, incoming: door === 'in' };
}

function add(places: Map<string, Place[]>, text: string, place: Place): void {
  const known = places.get(text);
  if (known === undefined) places.set(text, [place]);
  else known.push(place);
}
