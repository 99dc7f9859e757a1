import { open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Something a PBX says of its configuration. */
export interface Complaint {
  readonly level: 'ERROR' | 'WARNING';
  /** The part of Asterisk that says it, e.g. `res_sorcery_config.c`. */
  readonly source: string;
  readonly text: string;
}

const LINE = /^\[[^\]]*\] (ERROR|WARNING)\[\d+\](\[C-[0-9a-f]+\])? ([^\s:]+): (.*)$/;
/** What Asterisk writes each time it opens its log: at the start and in every reload. */
const OPENED = /\bAsterisk \S+ built by /;
/**
 * Parts that speak of calls and of the wire, which may come at any moment, also in the middle of a reload. Where they name a configuration
 * file they count all the same.
 */
const OF_CALLS =
  /^(?:pjproject|app_|ari\/|bridge|chan_|channel|dial\.|dsp|file|func_|res_(?:agi|http_websocket|rtp|srtp|stasis|timing)|rtp|stasis|taskprocessor|translate|udptl|res_pjsip\/pjsip_(?:distributor|message|transport)|res_pjsip_(?:messaging|outbound_authenticator|pubsub|refer|registrar|sdp|session|t38))/;
/** The same in the words of others; and what Asterisk says of its own modules at every start. */
const NO_REFUSAL = /\bregistration attempt\b|\bwhile sending packet\b|\bwas deprecated in Asterisk\b/;

/**
 * What a PBX refused, in the lines of its log: errors and warnings, each once, without those that speak of calls. Pure. `null` when the
 * log was not opened in these lines: then Asterisk did not write it, and nothing is known.
 */
export function complaintsIn(log: string): readonly Complaint[] | null {
  const lines = log.split('\n');
  if (!lines.some((line) => OPENED.test(line))) return null;
  const found = new Map<string, Complaint>();
  for (const line of lines) {
    const [, level, call, source = '', text = ''] = LINE.exec(line) ?? [];
    if (level !== 'ERROR' && level !== 'WARNING') continue;
    const passedOver = call !== undefined || OF_CALLS.test(source) || NO_REFUSAL.test(text);
    if (passedOver && !/\.conf\b/.test(text)) continue;
    found.set(`${source} ${text}`, { level, source, text: text.trim() });
  }
  return [...found.values()];
}

const UNHEARD: Complaint = {
  level: 'ERROR',
  source: 'log/messages',
  text: 'nothing was written to it: what was refused, if anything, is not known (logger.conf)',
};

const QUIET_MS = 400;
const PATIENCE_MS = 10_000;

/** The log of one PBX from a moment on. */
export class PbxLog {
  readonly #path: string;
  #from = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What is written from now on is what `complaints` reads. */
  async mark(): Promise<void> {
    this.#from = await this.#size();
  }

  /** What the PBX refused since `mark`; that nothing is known is one complaint too. */
  async complaints(): Promise<readonly Complaint[]> {
    return complaintsIn(await this.#added()) ?? [UNHEARD];
  }

  /** What was written since `mark`, once nothing more has come for a while: Asterisk writes its log a moment late. */
  async #added(): Promise<string> {
    const until = Date.now() + PATIENCE_MS;
    let size = await this.#size();
    for (let quietSince = Date.now(); Date.now() - quietSince < QUIET_MS && Date.now() < until; ) {
      await pause(50);
      const now = await this.#size();
      if (now !== size) quietSince = Date.now();
      size = now;
    }
    const from = size < this.#from ? 0 : this.#from;
    const file = await open(this.#path, 'r').catch(() => null);
    if (file === null) return '';
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async #size(): Promise<number> {
    return await stat(this.#path).then(
      ({ size }) => size,
      () => 0,
    );
  }
}
