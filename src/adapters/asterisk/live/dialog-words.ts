import type { DialogWord } from '../../../call/dialog-word.ts';
import { readReasons } from '../../../drops/classify/reason-header.ts';
import { type ReadMessage, readMessages } from '../../../leaks/wire/read-messages.ts';
import type { WireMessage } from '../../../ports/wire-tap.ts';

const TELLING: ReadonlySet<string> = new Set(['INVITE', 'BYE', 'CANCEL']);
const STATUS = /^\s*SIP\/2\.0 (\d{3})\b/;
const REASON = /^reason[ \t]*:[ \t]*(.*?)[ \t]*\r?$/gim;
const AGENT = /^(?:user-agent|server)[ \t]*:[ \t]*(.*?)[ \t]*\r?$/im;
const SEARCHED = 8_192;
/** A PBX has a few addresses. */
const MOST_OWN = 64;

export interface DialogWordsParts {
  /** The trunks at an address. */
  readonly trunksAt: (address: string) => readonly string[];
  /** How the PBX names itself in its messages (User-Agent, Server). */
  readonly agent: string;
  readonly tell: (word: DialogWord) => void;
}

/** Without texts and unknown parameters: the far end writes them. */
function plainReason(text: string): string | null {
  const raw = [...text.matchAll(REASON)].map(([, value = '']) => value).join(', ');
  const values = readReasons(raw).map(({ protocol, cause, location }) => {
    const name = protocol === 'q850' ? 'Q.850' : protocol === 'sip' ? 'SIP' : 'X';
    return `${name}${cause === null ? '' : `;cause=${cause}`}${location === null ? '' : `;location=${location}`}`;
  });
  return values.length === 0 ? null : values.join(', ');
}

type Undirected = Omit<DialogWord, 'direction'>;

/** `null` for what neither begins nor ends a dialog. */
function readWord({ raw, head }: ReadMessage, correlation: string | null): Undirected | null {
  const { callId, kind, method, opens } = head;
  const dialog = callId ?? correlation;
  if (dialog === null || method === null || !TELLING.has(method)) return null;
  const request = kind === 'request';
  return {
    dialog,
    method,
    status: request ? null : statusOf(raw),
    reason: request && mayGiveReason(raw) ? plainReason(textOf(raw)) : null,
    begins: request && method === 'INVITE' && opens,
  };
}

const [CR, LF, LETTER_R, LETTER_S] = [0x0d, 0x0a, 0x72, 0x53];
/** `SIP/2.0 200 ` */
const STATUS_ENDS = 12;

function statusOf(raw: Uint8Array): number {
  const text = raw[0] === LETTER_S ? textOf(raw, STATUS_ENDS) : textOf(raw);
  return Number(STATUS.exec(text)?.[1] ?? 0);
}

/** Some line begins with the letter. */
function mayGiveReason(raw: Uint8Array): boolean {
  const length = Math.min(raw.length, SEARCHED);
  let before = LF;
  for (let at = 0; at < length; at += 1) {
    const code = raw[at] as number;
    if ((before === LF || before === CR) && (code | 0x20) === LETTER_R) return true;
    before = code;
  }
  return false;
}

function textOf(raw: Uint8Array, length = SEARCHED): string {
  return Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, length)).toString('latin1');
}

/** 100 Trying, which says nothing of the call, or a new offer within the dialog. */
function isPassing({ method, status, begins }: Undirected): boolean {
  return status === null ? method === 'INVITE' && !begins : status <= 100;
}

/** Reads from each mirrored message what tells how its dialog begins or ends; of every leg, those of phones too. Nothing is kept. */
export class DialogWords {
  readonly #parts: DialogWordsParts;
  /** Addresses of the PBX. */
  readonly #own = new Set<string>();

  constructor(parts: DialogWordsParts) {
    this.#parts = parts;
  }

  message(message: WireMessage): void {
    const { correlation, source, target } = message;
    for (const each of readMessages(message)) {
      const read = readWord(each, correlation);
      if (read === null) continue;
      const direction = this.#direction(source.address, target.address, each.raw);
      if (direction !== null && !isPassing(read)) this.#parts.tell({ ...read, direction });
    }
  }

  /** Who names itself as the PBX does is the PBX. */
  #know(source: string, raw: Uint8Array): void {
    if (this.#own.size >= MOST_OWN || this.#own.has(source)) return;
    if (AGENT.exec(textOf(raw))?.[1] === this.#parts.agent) this.#own.add(source);
  }

  /** `null` where both ends, or neither, are known to be the PBX. */
  #direction(source: string, target: string, raw: Uint8Array): 'in' | 'out' | null {
    const { trunksAt } = this.#parts;
    if (trunksAt(source).length === 0) this.#know(source, raw);
    if (trunksAt(target).length > 0) return 'out';
    if (trunksAt(source).length > 0) return 'in';
    const [from, to] = [this.#own.has(source), this.#own.has(target)];
    if (from === to) return null;
    return from ? 'out' : 'in';
  }
}
