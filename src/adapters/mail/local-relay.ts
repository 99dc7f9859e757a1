import { createTransport, type Transporter } from 'nodemailer';
import { Failure } from '../../failure.ts';
import type { NoticeMail } from '../../ports/notice-mail.ts';

export interface RelayPlace {
  /** A loopback address or `localhost`: what leaves the machine is the relay's business, and its log's. */
  readonly host: string;
  readonly port: number;
  /** The sender's address. */
  readonly from: string;
}

const PATIENCE_MS = 10_000;

/** All that a mail says. It names no mailbox, no caller, no time and no number of messages. */
const WORDS = { subject: 'You have a message', text: 'You have a message.\n' };

/** Mails by SMTP through the relay of this machine; it is not asked for TLS, for nothing passes a network. */
export class LocalRelay implements NoticeMail {
  readonly #transport: Transporter;
  readonly #from: string;

  constructor({ host, port, from }: RelayPlace) {
    this.#from = from;
    this.#transport = createTransport({
      host,
      port,
      secure: false,
      ignoreTLS: true,
      // Neither the machine's name (RFC 5321 §4.1.1.1) nor the library's version is anybody's business.
      name: 'localhost',
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: PATIENCE_MS,
    });
  }

  async send(address: string): Promise<Failure | null> {
    try {
      await this.#transport.sendMail({
        ...WORDS,
        from: this.#from,
        to: { name: '', address },
        xMailer: false,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return null;
    } catch (cause) {
      // What a relay answers quotes addresses: its code alone is told.
      return new Failure('VOICEMAIL_NOTICE_NOT_SENT', codeOf(cause));
    }
  }
}

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { responseCode, code } = cause as { responseCode?: unknown; code?: unknown };
  if (typeof responseCode === 'number') return `the relay answered ${responseCode}`;
  return typeof code === 'string' && /^[A-Z]{2,20}$/.test(code) ? code : undefined;
}
