/** Sound with one channel. */
export interface Sound {
  /** Samples a second. */
  readonly rate: number;
  /** From -1 to 1. */
  readonly samples: Float64Array;
}

const PCM = 1;
const HEADER_BYTES = 44;

/** The chunks of a RIFF file; a writer that cannot go back leaves sizes that are too large, so each is cut to what is there. */
function chunksOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const end = Math.min(bytes.length, at + 8 + size);
    if (!chunks.has(name)) chunks.set(name, bytes.subarray(at + 8, end));
    at = end + (size % 2);
  }
  return chunks;
}

/** Reads a WAV of 16-bit PCM; several channels are mixed. `null` when it is none. */
export function readWave(bytes: Buffer): Sound | null {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null;
  const chunks = chunksOf(bytes);
  const format = chunks.get('fmt ');
  const data = chunks.get('data');
  if (format === undefined || format.length < 16 || data === undefined) return null;
  const channels = format.readUInt16LE(2);
  const rate = format.readUInt32LE(4);
  if (format.readUInt16LE(0) !== PCM || format.readUInt16LE(14) !== 16 || channels < 1 || rate < 1) return null;
  const samples = new Float64Array(Math.floor(data.length / (2 * channels)));
  for (let at = 0; at < samples.length; at += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += data.readInt16LE(2 * (at * channels + channel));
    samples[at] = sum / channels / 32_768;
  }
  return { rate, samples };
}

/** A WAV of 16-bit PCM. */
export function waveOf({ rate, samples }: Sound): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(PCM, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (const [at, sample] of samples.entries())
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), HEADER_BYTES + 2 * at);
  return bytes;
}
