/** What the PBX records: 8 kHz, 16 bits, one channel. */
const BYTES_PER_SECOND = 16_000;
const HEADER = 44;
/** Sealed messages come in lengths of so many seconds, so that a file says little of how long somebody spoke. */
const STEP = 15 * BYTES_PER_SECOND;
const CHUNK_HEAD = 8;

/** The sound of a message, without the file around it. */
export interface Voice {
  readonly samples: Uint8Array;
  readonly seconds: number;
  /** The PBX closed the file; otherwise up to two seconds that were spoken never reached it. */
  readonly closed: boolean;
}

/**
 * Reads a WAV file as Asterisk writes it. A PBX that died while it wrote leaves a header that knows no length: the samples then go to the end of the
 * file. Less than a header holds nothing. `null`: it is something else.
 */
export function voiceOf(file: Uint8Array): Voice | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < HEADER) return voice(bytes.subarray(0, 0), false);
  const isOurs =
    bytes.toString('latin1', 0, 4) === 'RIFF' &&
    bytes.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    bytes.readUInt16LE(20) === 1 &&
    bytes.readUInt16LE(22) === 1 &&
    bytes.readUInt32LE(24) === BYTES_PER_SECOND / 2 &&
    bytes.readUInt16LE(34) === 16 &&
    bytes.toString('latin1', 36, 40) === 'data';
  if (!isOurs) return null;
  const told = bytes.readUInt32LE(40);
  const there = bytes.length - HEADER;
  // A length that is too short may be the header of a file that was still growing: what is there counts, to the byte.
  const closed = told <= there && bytes.readUInt32LE(4) + 8 >= bytes.length && (told > 0 || there === 0);
  const length = closed ? told : there;
  return voice(bytes.subarray(HEADER, HEADER + length - (length % 2)), closed);
}

function voice(samples: Uint8Array, closed: boolean): Voice {
  return { samples, seconds: samples.length / BYTES_PER_SECOND, closed };
}

/**
 * The WAV file that is sealed: exactly these samples, then a chunk that says nothing (players pass over it), so that its length is a multiple of
 * 15 s. Any program plays it.
 */
export function paddedWave({ samples }: Pick<Voice, 'samples'>): Uint8Array {
  const padded = Math.ceil((samples.length + CHUNK_HEAD) / STEP) * STEP;
  const filling = padded - samples.length - CHUNK_HEAD;
  const file = Buffer.alloc(HEADER + padded);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(BYTES_PER_SECOND / 2, 24);
  file.writeUInt32LE(BYTES_PER_SECOND, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length, 40);
  file.set(samples, HEADER);
  file.write('PAD ', HEADER + samples.length, 'latin1');
  file.writeUInt32LE(filling, HEADER + samples.length + 4);
  return file;
}
