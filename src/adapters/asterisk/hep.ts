import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { HostList } from '../../leaks/judge/host-list.ts';

/** An address and port out of a mirrored message. IPv6 addresses are written in full, eight groups, without zero compression. */
interface HepEnd {
  readonly address: string;
  readonly port: number;
}

/** One SIP message as the PBX mirrored it. */
export interface HepMessage {
  readonly kind: 'message';
  /** When the PBX saw it, by the PBX's own clock, in microseconds since 1970. */
  readonly atMicros: number;
  readonly source: HepEnd;
  readonly target: HepEnd;
  /** Whether it went over a connection (TCP or TLS: the mirror does not tell them apart) and may hold several messages. */
  readonly stream: boolean;
  /** The SIP message, byte for byte. */
  readonly payload: Buffer;
  /** Chunk 17. With Asterisk's `uuid_type=call-id` it is the Call-ID, else the channel's id. `null` when absent. */
  readonly correlation: string | null;
}

/** A mirrored report on media (`res_hep_rtcp`), which is no signalling: nobody here reads it yet. */
interface HepReport {
  readonly kind: 'report';
}

/** A packet that is no usable mirror of a SIP message. `reason` holds no byte of it. */
export interface HepProblem {
  readonly kind: 'problem';
  readonly reason: 'not-hep3' | 'wrong-length' | 'bad-chunk' | 'not-sip' | 'incomplete' | 'unknown-sender';
}

const HEADER = 6;
const CHUNK_HEADER = 6;

/** Chunk types of vendor 0 (HEP3 network protocol specification rev. 36, §"Generic chunk types"). */
const FAMILY = 1;
const IP_PROTOCOL = 2;
const SOURCE_IPV4 = 3;
const TARGET_IPV4 = 4;
const SOURCE_IPV6 = 5;
const TARGET_IPV6 = 6;
const SOURCE_PORT = 7;
const TARGET_PORT = 8;
const SECONDS = 9;
const MICROSECONDS = 10;
const PROTOCOL = 11;
const PAYLOAD = 15;
const CORRELATION = 17;

const AF_INET = 2;
const PROTOCOL_SIP = 1;
const PROTOCOL_RTCP = 5;
const IPPROTO_TCP = 6;

/** Length each fixed chunk must have, header left out. */
const FIXED: ReadonlyMap<number, number> = new Map([
  [FAMILY, 1],
  [IP_PROTOCOL, 1],
  [SOURCE_IPV4, 4],
  [TARGET_IPV4, 4],
  [SOURCE_IPV6, 16],
  [TARGET_IPV6, 16],
  [SOURCE_PORT, 2],
  [TARGET_PORT, 2],
  [SECONDS, 4],
  [MICROSECONDS, 4],
  [PROTOCOL, 1],
]);

const problem = (reason: HepProblem['reason']): HepProblem => ({ kind: 'problem', reason });

function readChunks(packet: Buffer): ReadonlyMap<number, Buffer> | null {
  const chunks = new Map<number, Buffer>();
  let at = HEADER;
  while (at < packet.length) {
    if (at + CHUNK_HEADER > packet.length) return null;
    const vendor = packet.readUInt16BE(at);
    const type = packet.readUInt16BE(at + 2);
    const length = packet.readUInt16BE(at + 4);
    if (length < CHUNK_HEADER || at + length > packet.length) return null;
    const value = packet.subarray(at + CHUNK_HEADER, at + length);
    at += length;
    if (vendor !== 0) continue;
    const fixed = FIXED.get(type);
    // A repeated chunk could make two readers of one packet see two different messages.
    if (chunks.has(type) || (fixed !== undefined && fixed !== value.length)) return null;
    chunks.set(type, value);
  }
  return chunks;
}

function ipv6(address: Buffer): string {
  return Array.from({ length: 8 }, (_, group) => address.readUInt16BE(group * 2).toString(16)).join(':');
}

function readEnd(
  v4: Buffer | undefined,
  v6: Buffer | undefined,
  port: Buffer | undefined,
  isV4: boolean,
): HepEnd | null {
  const address = isV4 ? v4 : v6;
  if (address === undefined || port === undefined) return null;
  return { address: isV4 ? address.join('.') : ipv6(address), port: port.readUInt16BE(0) };
}

/**
 * Reads one HEPv3 packet, as Asterisk's res_hep sends it (seen from 16.28 and 22.10). Never throws. Chunks of other vendors and of
 * unknown types are skipped; a repeated, overlong or truncated one makes the whole packet a problem, because half a mirror must not be
 * judged clean. The payload shares memory with `packet`.
 */
export function parseHep(packet: Buffer): HepMessage | HepReport | HepProblem {
  if (packet.length < HEADER || packet.toString('latin1', 0, 4) !== 'HEP3') return problem('not-hep3');
  if (packet.readUInt16BE(4) !== packet.length) return problem('wrong-length');
  const chunks = readChunks(packet);
  if (chunks === null) return problem('bad-chunk');
  if (chunks.get(PROTOCOL)?.[0] === PROTOCOL_RTCP) return { kind: 'report' };
  if (chunks.get(PROTOCOL)?.[0] !== PROTOCOL_SIP) return problem('not-sip');
  const isV4 = chunks.get(FAMILY)?.[0] === AF_INET;
  const source = readEnd(chunks.get(SOURCE_IPV4), chunks.get(SOURCE_IPV6), chunks.get(SOURCE_PORT), isV4);
  const target = readEnd(chunks.get(TARGET_IPV4), chunks.get(TARGET_IPV6), chunks.get(TARGET_PORT), isV4);
  const seconds = chunks.get(SECONDS);
  const payload = chunks.get(PAYLOAD);
  if (source === null || target === null || seconds === undefined || payload === undefined)
    return problem('incomplete');
  const atMicros = seconds.readUInt32BE(0) * 1_000_000 + (chunks.get(MICROSECONDS)?.readUInt32BE(0) ?? 0);
  const correlation = chunks.get(CORRELATION)?.toString('utf8') ?? null;
  const stream = chunks.get(IP_PROTOCOL)?.[0] === IPPROTO_TCP;
  return { kind: 'message', atMicros, source, target, stream, payload, correlation };
}

/** A thousand INVITEs with body; the kernel caps it at net.core.rmem_max. What does not fit is lost without a word. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

export interface HepReceiverOptions {
  readonly address: string;
  /** 0 lets the system choose: see `HepReceiver.port`. */
  readonly port: number;
  /** Addresses of the PBXs that may mirror to us, in any spelling; packets of others are problems. Absent: anybody who can reach us. */
  readonly senders?: readonly string[];
  /** Called for each mirrored message, in order of arrival. Must not throw. */
  readonly onMessage: (message: HepMessage) => void;
  /** Called for each packet that cannot be used, and with the socket's error when it breaks. Must not throw. */
  readonly onProblem: (problem: HepProblem | Error) => void;
}

/** Receives what res_hep mirrors, over UDP. UDP says nothing of what was lost, and an address can be forged: bind it to loopback. */
export class HepReceiver {
  readonly #options: HepReceiverOptions;
  #socket: Socket | null = null;

  constructor(options: HepReceiverOptions) {
    this.#options = options;
  }

  /** The port it listens on; the configured one before `start`. */
  get port(): number {
    return this.#socket?.address().port ?? this.#options.port;
  }

  /** Binds. Rejects with the system's error when the address cannot be had. Does nothing when it runs already. */
  async start(): Promise<void> {
    if (this.#socket !== null) return;
    const { address, port, onMessage, onProblem, senders } = this.#options;
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    const list = senders === undefined ? null : new HostList(senders);
    socket.on('error', onProblem);
    socket.on('message', (packet, { address: sender }) => {
      const read = list === null || list.has(sender) ? parseHep(packet) : problem('unknown-sender');
      if (read.kind === 'message') onMessage(read);
      else if (read.kind === 'problem') onProblem(read);
    });
    this.#socket = socket;
  }

  /** Closes; no callback comes after it resolves. */
  async stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
}
