import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paddedWave, voiceOf } from '../../../src/voicemail/voice.ts';

const samples = fc
  .uint8Array({ minLength: 0, maxLength: 2_000 })
  .map((bytes) => bytes.subarray(0, bytes.length - (bytes.length % 2)));

/** A WAV as Asterisk leaves it, with the lengths in its header given. */
function wave(body: Uint8Array, riff = body.length + 36, data = body.length): Buffer {
  const file = Buffer.from(paddedWave({ samples: body }).subarray(0, 44 + body.length));
  file.writeUInt32LE(riff, 4);
  file.writeUInt32LE(data, 40);
  return file;
}

describe('the voice of a recording', () => {
  it('is every sample of a file that was closed', () => {
    fc.assert(
      fc.property(samples, (body) => {
        expect(Buffer.from(voiceOf(wave(body))?.samples ?? [1])).toEqual(Buffer.from(body));
      }),
    );
  });

  it('is every sample that reached memory when the PBX died and its header knows no length, or an older one', () => {
    fc.assert(
      fc.property(samples, fc.nat(2_000), fc.boolean(), (body, older, zero) => {
        const length = zero ? 0 : Math.min(older, body.length);
        const file = wave(body, zero ? 0 : length + 36, length);
        expect(voiceOf(file)?.samples.length).toBe(body.length);
        expect(voiceOf(Buffer.concat([file, Buffer.from([7])]))?.samples.length).toBe(body.length);
      }),
    );
  });

  it('is nothing where the PBX died before anything was written', () => {
    for (const length of [0, 1, 43]) expect(voiceOf(Buffer.alloc(length))).toMatchObject({ seconds: 0 });
  });

  it('is not guessed from a file of another kind', () => {
    const stereo = wave(Buffer.alloc(20));
    stereo.writeUInt16LE(2, 22);

    expect(voiceOf(stereo)).toBeNull();
    expect(voiceOf(Buffer.alloc(100, 'x'))).toBeNull();
  });
});

describe('a sealed voice', () => {
  it('has a length that tells steps of 15 s and no more, and holds every sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * 8_000 }), (count) => {
        const body = Buffer.alloc(count * 2, 3);
        const file = paddedWave({ samples: body });

        expect((file.length - 44) % 240_000).toBe(0);
        expect(file.length - 44).toBeGreaterThanOrEqual(body.length);
        expect(file.length - 44 - body.length).toBeLessThan(240_008);
        expect(Buffer.from(file.subarray(44, 44 + body.length)).equals(body)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is a WAV file whose chunks fill it exactly', () => {
    const file = Buffer.from(paddedWave({ samples: Buffer.alloc(5_000, 3) }));
    const data = file.readUInt32LE(40);

    expect(file.readUInt32LE(4) + 8).toBe(file.length);
    expect(file.toString('latin1', 44 + data, 48 + data)).toBe('PAD ');
    expect(44 + data + 8 + file.readUInt32LE(48 + data)).toBe(file.length);
  });
});
