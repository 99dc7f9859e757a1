import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const PACKET_MS = 20;
const SAMPLES = 160;
const RTCP_MS = 2_000;
/** One second of A-law at 8 kHz is enough of a voice. */
const VOICE = Buffer.alloc(SAMPLES, Buffer.from([0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4]));
/** Seconds between 1900 and 1970 (RFC 3550 §4). */
const NTP_EPOCH = 2_208_988_800;

/** All streams of a process send in one beat; a late beat is made up for. */
const beating = new Set<MediaStream>();
let beat: NodeJS.Timeout | null = null;

function beatWith(stream: MediaStream): void {
  beating.add(stream);
  beat ??= setInterval(() => {
    const now = performance.now();
    for (const each of beating) each.due(now);
  }, PACKET_MS / 2);
}

function beatWithout(stream: MediaStream): void {
  beating.delete(stream);
  if (beating.size > 0 || beat === null) return;
  clearInterval(beat);
  beat = null;
}

/** RTP (G.711 A-law) and RTCP of one call's party: real packets over real sockets (RFC 3550). Each can be stopped by itself. */
export class MediaStream {
  readonly port: number;
  readonly #address: string;
  readonly #rtp: Socket = createSocket('udp4');
  readonly #rtcp: Socket = createSocket('udp4');
  readonly #ssrc = randomInt(1, 2 ** 31);
  #to: { readonly address: string; readonly port: number } | null = null;
  #sequence = randomInt(0, 60_000);
  #timestamp = randomInt(0, 2 ** 31);
  #sent = 0;
  #nextAt = 0;
  #nextReportAt = 0;
  /** Of the stream we receive. */
  #theirs = { ssrc: 0, highest: 0, received: 0, first: 0, jitter: 0, transit: 0, report: 0, reportAt: 0 };
  speaks = true;
  reports = true;
  received = 0;

  constructor(address: string, port: number) {
    this.#address = address;
    this.port = port;
  }

  async open(): Promise<void> {
    const bound = (socket: Socket, port: number) =>
      new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind({ address: this.#address, port, exclusive: true }, () => resolve());
      });
    await bound(this.#rtp, this.port);
    await bound(this.#rtcp, this.port + 1);
    for (const socket of [this.#rtp, this.#rtcp]) socket.on('error', () => undefined);
    this.#rtp.on('message', (packet) => this.#heard(packet));
    this.#rtcp.on('message', (packet) => this.#reported(packet));
  }

  /** Sends to the address and port of a session description. */
  toward(sdp: string): void {
    const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
    const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
    if (address === undefined || port === undefined) return;
    this.#to = { address, port: Number(port) };
    if (this.#nextAt !== 0) return;
    this.#nextAt = performance.now();
    this.#nextReportAt = this.#nextAt + 700;
    beatWith(this);
  }

  due(now: number): void {
    while (this.#nextAt <= now) {
      this.#nextAt += PACKET_MS;
      this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
      if (this.speaks) this.#send(8);
    }
    if (now < this.#nextReportAt) return;
    this.#nextReportAt = now + RTCP_MS;
    if (this.reports) this.#report();
  }

  /** One packet of comfort noise (RFC 3389). */
  comfort(): void {
    this.#send(13, Buffer.from([60]));
  }

  close(): void {
    beatWithout(this);
    for (const socket of [this.#rtp, this.#rtcp]) socket.close();
  }

  #send(type: number, payload: Buffer = VOICE): void {
    if (this.#to === null) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(type, 1);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(this.#timestamp, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    this.#sent += 1;
    this.#rtp.send(Buffer.concat([header, payload]), this.#to.port, this.#to.address);
  }

  #heard(packet: Buffer): void {
    if (packet.length < 12) return;
    this.received += 1;
    const theirs = this.#theirs;
    const [ssrc, sequence, timestamp] = [packet.readUInt32BE(8), packet.readUInt16BE(2), packet.readUInt32BE(4)];
    if (ssrc !== theirs.ssrc)
      Object.assign(theirs, { ssrc, first: sequence, highest: sequence, received: 0, jitter: 0, transit: 0 });
    theirs.received += 1;
    if (((sequence - theirs.highest) & 0xffff) < 0x8000) theirs.highest += (sequence - theirs.highest) & 0xffff;
    const transit = performance.now() * 8 - timestamp;
    if (theirs.transit !== 0) theirs.jitter += (Math.abs(transit - theirs.transit) - theirs.jitter) / 16;
    theirs.transit = transit;
  }

  #reported(packet: Buffer): void {
    if (packet.length < 28 || packet.readUInt8(1) !== 200) return;
    this.#theirs.report = packet.readUInt32BE(10);
    this.#theirs.reportAt = performance.now();
  }

  /** A sender report with one block about what we receive (RFC 3550 §6.4.1). */
  #report(): void {
    const to = this.#to;
    if (to === null) return;
    const theirs = this.#theirs;
    const packet = Buffer.alloc(52);
    packet.writeUInt8(0x81, 0);
    packet.writeUInt8(200, 1);
    packet.writeUInt16BE(packet.length / 4 - 1, 2);
    packet.writeUInt32BE(this.#ssrc, 4);
    const seconds = Date.now() / 1_000 + NTP_EPOCH;
    packet.writeUInt32BE(Math.floor(seconds) >>> 0, 8);
    packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32) >>> 0, 12);
    packet.writeUInt32BE(this.#timestamp, 16);
    packet.writeUInt32BE(this.#sent, 20);
    packet.writeUInt32BE((this.#sent * SAMPLES) >>> 0, 24);
    packet.writeUInt32BE(theirs.ssrc, 28);
    const lost = Math.max(0, theirs.highest - theirs.first + 1 - theirs.received);
    packet.writeUInt32BE(lost & 0xffffff, 32);
    packet.writeUInt32BE(theirs.highest >>> 0, 36);
    packet.writeUInt32BE(Math.max(0, Math.round(theirs.jitter)), 40);
    packet.writeUInt32BE(theirs.report >>> 0, 44);
    const since = theirs.reportAt === 0 ? 0 : (performance.now() - theirs.reportAt) * 65.536;
    packet.writeUInt32BE(Math.round(since) >>> 0, 48);
    this.#rtcp.send(packet, to.port + 1, to.address);
  }
}
