import { randomBytes } from 'node:crypto';
import type { Peer } from './line-socket.ts';
import { branchOf, methodOf, type SipWords, statusOf, writeWords } from './sip-words.ts';

const AGAIN_MS = 500;
const LAST_MS = 5_000;

export interface ExchangeLine {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
}

export function newBranch(): string {
  return `z9hG4bK${randomBytes(12).toString('hex')}`;
}

export function viaOf({ address, port, transport }: ExchangeLine, branch: string): string {
  return `SIP/2.0/${transport.toUpperCase()} ${address}:${port};branch=${branch};rport`;
}

type Settle = (answer: SipWords | null) => void;

/** The requests we wait for an answer to, by branch and method (RFC 3261 §17.1.3). */
export class Exchanges {
  readonly #waiting = new Map<string, { readonly settle: Settle; readonly provisional: () => void }>();
  readonly #line: ExchangeLine;

  constructor(line: ExchangeLine) {
    this.#line = line;
  }

  /** Sends a request and gives its final answer; `null` when none came in time (5 s), or the exchanges were ended. Over UDP it is said again. */
  send(words: SipWords, peer: Peer, withinMs = LAST_MS): Promise<SipWords | null> {
    const message = writeWords(words);
    const key = `${branchOf(words)} ${methodOf(words)}`;
    return new Promise((resolve) => {
      let early = false;
      const again = setInterval(() => {
        if (this.#line.transport === 'udp' && !early) peer.send(message);
      }, AGAIN_MS);
      const late = setTimeout(() => settle(null), withinMs);
      const settle: Settle = (answer) => {
        clearInterval(again);
        clearTimeout(late);
        this.#waiting.delete(key);
        resolve(answer);
      };
      const provisional = (): void => {
        early = true;
        if (methodOf(words) === 'INVITE') late.refresh();
      };
      this.#waiting.set(key, { settle, provisional });
      peer.send(message);
    });
  }

  answered(words: SipWords): void {
    const waiting = this.#waiting.get(`${branchOf(words)} ${methodOf(words)}`);
    const status = statusOf(words) ?? 0;
    if (status < 200) waiting?.provisional();
    else waiting?.settle(words);
  }

  /** Nothing is waited for any more. */
  end(): void {
    for (const { settle } of [...this.#waiting.values()]) settle(null);
  }
}
