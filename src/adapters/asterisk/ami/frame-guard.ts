const PACKET_END = '\r\n\r\n';
const LONGEST_PACKET = 256 * 1024;
const GREETING = /^Asterisk Call Manager\/[0-9.]+$/;
const LONGEST_GREETING = 128;

/** What the guard made of some text: whether the greeting came, the answers in it, how much else there was; or that it is not AMI. */
export type Guarded =
  | {
      readonly outcome: 'sound';
      readonly greeted: boolean;
      readonly answers: readonly string[];
      readonly events: number;
      readonly foreign: number;
    }
  | { readonly outcome: 'violation' };

const VIOLATION: Guarded = { outcome: 'violation' };

/**
 * Stands between the socket and asterisk-manager's parser, which splits on a bare LF, grows without limit on a line without end
 * (quadratic: 44 s of CPU for 64 MB) and goes deaf for ever on `Response: Follows`. Only whole answer packets pass, each on its own, so the
 * parser keeps no state between them. AMI text can carry what a remote caller wrote: events never pass.
 *
 * Framing is AMI's own (Asterisk 11 to 22): a greeting line, then packets of `Name: value` lines, each ended by CR LF, the packet by an
 * empty line; the first header is always `Response` or `Event`.
 */
export class FrameGuard {
  #greeted = false;
  #held: string[] = [];
  #heldLength = 0;
  #tail = '';

  /** Takes the next decoded text from the socket, cut anywhere. After a violation the connection must be dropped, and the guard with it. */
  push(text: string): Guarded {
    const found = { greeted: false, answers: [] as string[], events: 0, foreign: 0 };
    let rest = text;
    if (!this.#greeted) {
      const greeting = this.#takeGreeting(text);
      if (greeting === 'violation') return VIOLATION;
      if (greeting === 'partial') return { outcome: 'sound', ...found };
      found.greeted = true;
      rest = greeting.rest;
    }
    for (let packet = this.#takePacket(rest); packet !== null; packet = this.#takePacket('')) {
      const kind = classify(packet);
      if (kind === 'violation') return VIOLATION;
      if (kind === 'answer') found.answers.push(flatten(packet) + PACKET_END);
      else if (kind === 'event') found.events += 1;
      else if (kind === 'foreign') found.foreign += 1;
    }
    return this.#heldLength > LONGEST_PACKET ? VIOLATION : { outcome: 'sound', ...found };
  }

  #takeGreeting(text: string): 'violation' | 'partial' | { readonly rest: string } {
    this.#held.push(text);
    const seen = this.#held.join('');
    const end = seen.indexOf('\r\n');
    if (end < 0) return seen.length > LONGEST_GREETING ? 'violation' : 'partial';
    if (!GREETING.test(seen.slice(0, end))) return 'violation';
    this.#greeted = true;
    this.#held = [];
    return { rest: seen.slice(end + 2) };
  }

  /** Looks for the packet end only in the new text and the three characters before it: linear, even byte by byte. */
  #takePacket(text: string): string | null {
    const window = this.#tail + text;
    const end = window.indexOf(PACKET_END);
    if (text !== '') {
      this.#held.push(text);
      this.#heldLength += text.length;
    }
    if (end < 0) {
      this.#tail = window.slice(-3);
      return null;
    }
    const all = this.#held.join('');
    const packetEnd = all.length - window.length + end;
    const rest = all.slice(packetEnd + PACKET_END.length);
    this.#held = rest === '' ? [] : [rest];
    this.#heldLength = rest.length;
    this.#tail = rest;
    return all.slice(0, packetEnd);
  }
}

function classify(packet: string): 'answer' | 'event' | 'foreign' | 'empty' | 'violation' {
  if (packet.length > LONGEST_PACKET) return 'violation';
  const trimmed = packet.trimStart();
  if (trimmed === '') return 'empty';
  const first = (trimmed.split('\r\n', 1)[0] ?? '').toLowerCase();
  if (first.startsWith('event:')) return 'event';
  if (!first.startsWith('response:')) return 'violation';
  return first.includes('follow') ? 'foreign' : 'answer';
}

/** A bare CR or LF inside a value would end the packet for the parser behind us. */
function flatten(packet: string): string {
  return packet
    .trimStart()
    .split('\r\n')
    .map((line) => line.replace(/[\r\n]/g, ' '))
    .join('\r\n');
}
