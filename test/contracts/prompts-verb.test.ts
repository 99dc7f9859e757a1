import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWave } from '../../src/adapters/speech/wave-sound.ts';
import { PROMPTS } from '../../src/contacts/prompts.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';

/** A synthesiser: one second of 16 kHz, louder the longer the text. */
const SPEAKER = `
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => {
  const text = Buffer.concat(chunks).toString().trim();
  if (text === '' || process.argv[2] === 'mute') process.exit(3);
  const data = Buffer.alloc(32000);
  for (let at = 0; at < 16000; at += 1) data.writeInt16LE(Math.round(text.length * 50 * Math.sin(at / 5)), 2 * at);
  const head = Buffer.alloc(44);
  head.write('RIFF'); head.writeUInt32LE(0xffffffff, 4); head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16); head.writeUInt16LE(1, 20); head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16000, 24); head.writeUInt32LE(32000, 28); head.writeUInt16LE(2, 32); head.writeUInt16LE(16, 34);
  head.write('data', 36); head.writeUInt32LE(0xffffffff, 40);
  process.stdout.write(Buffer.concat([head, data]));
});
`;

// Each run starts a program for every text.
describe('withheld prompts', { timeout: 180_000 }, () => {
  let house: House;
  let folder: string;
  let speaker: string;

  beforeAll(() => {
    house = new House();
    folder = mkdtempSync(join(tmpdir(), 'withheld-prompts-'));
    speaker = join(folder, 'speaker.cjs');
    writeFileSync(speaker, SPEAKER);
  });

  afterAll(() => {
    house.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const make = (directory: string, program: readonly string[], ...flags: readonly string[]) =>
    withheld([
      ...['prompts', 'make', '--config', house.configPath, '--directory', directory, ...flags],
      ...['--with', process.execPath, '--', ...program],
    ]);

  it('lists every text by its name', async () => {
    const { code, stdout } = await withheld(['prompts', 'list', '--json', '--config', house.configPath]);
    const { prompts } = JSON.parse(stdout) as { prompts: { name: string; text: string }[] };

    expect(code).toBe(0);
    expect(new Map(prompts.map(({ name, text }) => [name, text]))).toEqual(PROMPTS);
  });

  it('has each said as 8 kHz, leaves recordings of somebody else alone in any format, and says again only its own', async () => {
    const directory = join(folder, 'sounds');
    mkdirSync(directory);
    writeFileSync(join(directory, 'return-code.gsm'), 'own recording');
    const first = await make(directory, [speaker]);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('kept      return-code: not made by this command');
    expect(existsSync(join(directory, 'return-code.wav'))).toBe(false);
    for (const name of [...PROMPTS.keys()].filter((each) => each !== 'return-code')) {
      const sound = readWave(readFileSync(join(directory, `${name}.wav`)));
      expect([sound?.rate, sound?.samples.length], name).toEqual([8_000, 8_000]);
    }

    writeFileSync(join(directory, 'next-wait.wav'), 'recorded over it');
    const again = await make(directory, [speaker]);
    expect(again.stdout).toContain('kept      next-wait');
    expect(again.stdout).toContain(`made      0, ${PROMPTS.size - 2} were there`);
    expect(readFileSync(join(directory, 'next-wait.wav'), 'utf8')).toBe('recorded over it');
    expect((await make(directory, [speaker], '--force')).stdout).not.toContain('kept');
    expect(readWave(readFileSync(join(directory, 'next-wait.wav')))?.rate).toBe(8_000);
  });

  it('says what is wrong with a program that says nothing, or is not there, and leaves no half of a file', async () => {
    const directory = join(folder, 'none');
    const mute = await make(directory, [speaker, 'mute']);
    const absent = await withheld([
      ...['prompts', 'make', '--config', house.configPath, '--directory', directory, '--with', 'no-such-program'],
    ]);

    expect([mute.code, absent.code]).toEqual([1, 1]);
    expect(mute.stderr).toContain('the speech synthesiser did not say it');
    expect(absent.stderr).toContain('install espeak-ng');
    expect(readdirSync(directory)).toEqual([]);
  });
});
