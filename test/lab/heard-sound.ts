import { createSocket, type Socket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { readWave, type Sound } from '../../src/adapters/speech/wave-sound.ts';

const RATE = 8_000;
/** Energies are compared in steps of 20 ms. */
const STEP = 160;
const QUIET = 0.01;

/** ITU-T G.711 A-law. */
function fromALaw(byte: number): number {
  const flipped = byte ^ 0x55;
  const exponent = (flipped >> 4) & 7;
  const mantissa = flipped & 15;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 264) << (exponent - 1);
  return ((flipped & 0x80) === 0 ? -magnitude : magnitude) / 32_768;
}

/** What comes to a phone's RTP port (RFC 3550, A-law), in the order of its packets. */
export class Ear {
  readonly #socket: Socket = createSocket('udp4');
  readonly #packets: { readonly at: number; readonly payload: Buffer }[] = [];

  async open(address: string, port: number): Promise<void> {
    this.#socket.on('message', (packet) => {
      if (packet.length > 12 && ((packet[1] ?? 0) & 0x7f) === 8)
        this.#packets.push({ at: packet.readUInt32BE(4), payload: packet.subarray(12) });
    });
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(port, address, resolve);
    });
  }

  heard(): Sound {
    const samples = this.#packets.flatMap(({ payload }) => [...payload].map(fromALaw));
    return { rate: RATE, samples: Float64Array.from(samples) };
  }

  close(): void {
    this.#socket.close();
  }
}

export async function soundOf(path: string): Promise<Sound> {
  const sound = readWave(await readFile(path));
  if (sound === null) throw new Error(`${path} is no sound`);
  return sound;
}

export function joined(...sounds: readonly Sound[]): Sound {
  return { rate: RATE, samples: Float64Array.from(sounds.flatMap(({ samples }) => [...samples])) };
}

/** Loudness in steps of 20 ms. */
function envelope({ samples }: Sound): readonly number[] {
  return Array.from({ length: Math.floor(samples.length / STEP) }, (_, step) =>
    Math.sqrt(samples.subarray(step * STEP, (step + 1) * STEP).reduce((sum, each) => sum + each * each, 0) / STEP),
  );
}

/** Seconds in which something was to be heard. */
export function spokenSeconds(sound: Sound): number {
  return (envelope(sound).filter((loudness) => loudness > QUIET).length * STEP) / RATE;
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (const [at, value] of one.entries()) {
    const [x, y] = [value - a, (other[at] ?? 0) - b];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return first === 0 || second === 0 ? 0 : both / Math.sqrt(first * second);
}

/** How alike the loudness of `said` is to some stretch of `heard`: 1 is the same, 0 nothing of it; 0 too when `heard` is shorter. */
export function likeness(heard: Sound, said: Sound): number {
  const [long, short] = [envelope(heard), envelope(said)];
  let best = 0;
  for (let at = 0; at + short.length <= long.length; at += 1)
    best = Math.max(best, correlation(long.slice(at, at + short.length), short));
  return best;
}
