import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waveOf } from '../../../src/adapters/speech/wave-sound.ts';
import { heardOf, samplesIn } from '../../../src/cli/model/samples.ts';
import { Failure } from '../../../src/failure.ts';

describe('samples', () => {
  let folder = '';
  const sound = (rate: number) =>
    waveOf({ rate, samples: Float64Array.from({ length: 2 * rate }, (_, at) => 0.3 * Math.sin(at / 9)) });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-samples-'));
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(join(folder, `${name}.wav`), sound(8_000));
      writeFileSync(join(folder, `${name}.txt`), `Call ${name}.`);
    }
    writeFileSync(join(folder, 'wide.wav'), sound(44_100));
    writeFileSync(join(folder, 'wide.txt'), 'wide');
    writeFileSync(join(folder, 'alone.wav'), sound(8_000));
    writeFileSync(join(folder, 'mute.txt'), 'mute');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = async (most: number) => {
    const found = await samplesIn(folder, undefined, most);
    if (found instanceof Failure) throw found;
    return found.map(({ name }) => name);
  };

  it('are the sounds that have a text beside them', async () => {
    expect(await names(200)).toEqual(['a', 'b', 'c', 'wide']);
  });

  it('are spread over all of them where they are too many', async () => {
    expect(await names(2)).toEqual(['a', 'c']);
  });

  it('are heard as a telephone brings them, whatever their rate', async () => {
    const found = await samplesIn(folder, undefined, 200);
    if (found instanceof Failure) throw found;
    const lengths = await Promise.all(found.map(async (each) => (await heardOf(each))?.length));

    expect(lengths).toEqual([32_000, 32_000, 32_000, 32_000]);
  });

  it('are none where there is no pair', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);

    expect(await samplesIn(empty, undefined, 1)).toBeInstanceOf(Failure);
  });
});
