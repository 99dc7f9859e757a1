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
/** As it is written. */
const HEP3 = 0x48455033;
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

/** Types from here on are none that is read. */
const TYPES = 18;
/** Length each fixed chunk must have, header left out; 0: any. */
const FIXED = Uint8Array.from({ length: TYPES }, (_, type) => {
  if (type === FAMILY || type === IP_PROTOCOL || type === PROTOCOL) return 1;
  if (type === SOURCE_PORT || type === TARGET_PORT) return 2;
  if (type === SOURCE_IPV6 || type === TARGET_IPV6) return 16;
  return [SOURCE_IPV4, TARGET_IPV4, SECONDS, MICROSECONDS].includes(type) ? 4 : 0;
});

const problem = (reason: HepProblem['reason']): HepProblem => ({ kind: 'problem', reason });

/** Where the values of one packet begin and end, by type; 0: it is absent. One packet is read at a time. */
const BEGINS = new Uint32Array(TYPES);
const ENDS = new Uint32Array(TYPES);

/** Whether a value may stand there. A repeated one could make two readers of one packet see two different messages. */
function keep(type: number, begin: number, end: number): boolean {
  const fixed = FIXED[type] ?? 0;
  if (BEGINS[type] !== 0 || (fixed !== 0 && fixed !== end - begin)) return false;
  BEGINS[type] = begin;
  ENDS[type] = end;
  return true;
}

function readChunks(packet: Buffer): boolean {
  BEGINS.fill(0);
  const others: number[] = [];
  let at = HEADER;
  while (at < packet.length) {
    if (at + CHUNK_HEADER > packet.length) return false;
    const vendor = packet.readUInt16BE(at);
    const type = packet.readUInt16BE(at + 2);
    const length = packet.readUInt16BE(at + 4);
    if (length < CHUNK_HEADER || at + length > packet.length) return false;
    const begin = at + CHUNK_HEADER;
    at += length;
    if (vendor !== 0) continue;
    if (type >= TYPES) others.push(type);
    else if (!keep(type, begin, at)) return false;
  }
  return others.length < 2 || new Set(others).size === others.length;
}

function begins(type: number): number {
  return BEGINS[type] ?? 0;
}

function textOf(packet: Buffer, type: number): string | null {
  return begins(type) === 0 ? null : packet.toString('utf8', begins(type), ENDS[type]);
}

function ipv6(packet: Buffer, at: number): string {
  return Array.from({ length: 8 }, (_, group) => packet.readUInt16BE(at + group * 2).toString(16)).join(':');
}

/** Addresses as they are written, by their four bytes: a mirror shows the same few over and over. */
const WRITTEN = new Map<number, string>();
const MOST_WRITTEN = 1_024;

function ipv4(packet: Buffer, at: number): string {
  const bytes = packet.readUInt32BE(at);
  const known = WRITTEN.get(bytes);
  if (known !== undefined) return known;
  const written = `${packet[at]}.${packet[at + 1]}.${packet[at + 2]}.${packet[at + 3]}`;
  if (WRITTEN.size >= MOST_WRITTEN) WRITTEN.clear();
  WRITTEN.set(bytes, written);
  return written;
}

function readEnd(packet: Buffer, type: number, port: number): HepEnd | null {
  const at = begins(type);
  if (at === 0 || begins(port) === 0) return null;
  const isV4 = type === SOURCE_IPV4 || type === TARGET_IPV4;
  return { address: isV4 ? ipv4(packet, at) : ipv6(packet, at), port: packet.readUInt16BE(begins(port)) };
}

/**
 * Reads one HEPv3 packet, as Asterisk's res_hep sends it (seen from 16.28 and 22.10). Never throws. Chunks of other vendors and of
 * unknown types are skipped; a repeated, overlong or truncated one makes the whole packet a problem, because half a mirror must not be
 * judged clean. The payload shares memory with `packet`.
 */
export function parseHep(packet: Buffer): HepMessage | HepReport | HepProblem {
  if (packet.length < HEADER || packet.readUInt32BE(0) !== HEP3) return problem('not-hep3');
  if (packet.readUInt16BE(4) !== packet.length) return problem('wrong-length');
  if (!readChunks(packet)) return problem('bad-chunk');
  if (begins(PROTOCOL) !== 0 && packet[begins(PROTOCOL)] === PROTOCOL_RTCP) return { kind: 'report' };
  if (packet[begins(PROTOCOL)] !== PROTOCOL_SIP || begins(PROTOCOL) === 0) return problem('not-sip');
  const isV4 = begins(FAMILY) !== 0 && packet[begins(FAMILY)] === AF_INET;
  const source = readEnd(packet, isV4 ? SOURCE_IPV4 : SOURCE_IPV6, SOURCE_PORT);
  const target = readEnd(packet, isV4 ? TARGET_IPV4 : TARGET_IPV6, TARGET_PORT);
  if (source === null || target === null || begins(SECONDS) === 0 || begins(PAYLOAD) === 0)
    return problem('incomplete');
  const micros = begins(MICROSECONDS) === 0 ? 0 : packet.readUInt32BE(begins(MICROSECONDS));
  const atMicros = packet.readUInt32BE(begins(SECONDS)) * 1_000_000 + micros;
  const stream = begins(IP_PROTOCOL) !== 0 && packet[begins(IP_PROTOCOL)] === IPPROTO_TCP;
  const payload = packet.subarray(begins(PAYLOAD), ENDS[PAYLOAD]);
  return { kind: 'message', atMicros, source, target, stream, payload, correlation: textOf(packet, CORRELATION) };
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
