import { describe, expect, it } from 'vitest';
import { telephoneSound } from '../../../../src/adapters/speech/telephone-sound.ts';
import { readWave, type Sound, waveOf } from '../../../../src/adapters/speech/wave-sound.ts';

function tone(rate: number, hertz: number, seconds: number): Sound {
  const samples = Float64Array.from({ length: rate * seconds }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate));
  return { rate, samples };
}

/** How much of a tone is in a sound: 0 to 1 of its energy (Goertzel). */
function share({ rate, samples }: Sound, hertz: number): number {
  let [real, imaginary, energy] = [0, 0, 0];
  for (const [at, sample] of samples.entries()) {
    real += sample * Math.cos((2 * Math.PI * hertz * at) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * at) / rate);
    energy += sample * sample;
  }
  return (2 * (real * real + imaginary * imaginary)) / (samples.length * energy);
}

describe('sound for a telephone', () => {
  it.each([16_000, 22_050, 44_100, 48_000])('keeps a tone of 1 kHz as it is, from %i Hz', (rate) => {
    const made = telephoneSound(tone(rate, 1_000, 1));

    expect(made.rate).toBe(8_000);
    expect(made.samples).toHaveLength(8_000);
    expect(share(made, 1_000)).toBeGreaterThan(0.99);
  });

  it('lets nothing through that would fold back into speech', () => {
    const low = tone(22_050, 1_000, 1);
    const high = tone(22_050, 6_000, 1);
    const both = { rate: 22_050, samples: low.samples.map((sample, at) => sample + (high.samples[at] ?? 0)) };

    // 6 kHz would be heard at 2 kHz.
    expect(share(telephoneSound(both), 2_000)).toBeLessThan(0.001);
    expect(share(telephoneSound(both), 1_000)).toBeGreaterThan(0.99);
  });

  it('makes quiet and loud ones alike', () => {
    const quiet = tone(22_050, 500, 1);
    const peak = (sound: Sound) => Math.max(...telephoneSound(sound).samples);

    expect(peak({ ...quiet, samples: quiet.samples.map((sample) => sample / 100) })).toBeCloseTo(peak(quiet), 3);
  });
});

describe('a WAV', () => {
  it('is read as it was written', () => {
    const sound = tone(8_000, 440, 1);
    const read = readWave(waveOf(sound));

    expect(read?.rate).toBe(8_000);
    for (const at of [0, 1, 100, 7_999]) expect(read?.samples[at]).toBeCloseTo(sound.samples[at] ?? 2, 3);
  });

  it('is read to its end when its writer could not go back to say how long it is', () => {
    const bytes = waveOf(tone(8_000, 440, 1));
    bytes.writeUInt32LE(0x7f_ff_ff_00, 40);

    expect(readWave(bytes)?.samples).toHaveLength(8_000);
  });

  it.each([
    ['text', Buffer.from('no sound at all, but more than twelve bytes of text')],
    ['nothing', Buffer.alloc(0)],
    ['a header alone', waveOf({ rate: 8_000, samples: new Float64Array(0) }).subarray(0, 30)],
  ])('is not %s', (_, bytes) => {
    expect(readWave(bytes)).toBeNull();
  });
});
