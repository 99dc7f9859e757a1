import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePackages } from '../../src/lab/packages.ts';
import { moonshine } from '../moonshine.ts';
import { type Recogniser, recogniser } from '../recogniser.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';

const SILERO = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');

/** Some seconds each. */
const LONG_PROMPTS = ['conf-adminmenu-18', 'call-waiting', 'check-number-dial-again'];

describe('withheld model', { timeout: 180_000 }, () => {
  let house: House;
  let folder = '';
  let debian: Recogniser;
  let before = '';

  beforeAll(async () => {
    house = new House();
    before = readFileSync(house.configPath, 'utf8');
    folder = mkdtempSync(join(tmpdir(), 'withheld-model-'));
    debian = await recogniser();
  });
  beforeEach(() => mkdirSync(join(folder, 'model')));
  afterEach(() => {
    rmSync(join(folder, 'model'), { recursive: true });
    writeFileSync(house.configPath, before);
  });
  afterAll(() => {
    house.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const verb = (...words: readonly string[]) => withheld(['model', ...words, '--config', house.configPath]);
  const file = (name: string) => join(folder, 'model', name);
  const configured = (lines: string) => appendFileSync(house.configPath, `\n${lines}`);
  const recogniserLines = (more = '') =>
    `voicemail:\n  transcriber:\n    engine: pocketsphinx\n    allow_unfit_engine_for_tests: true\n    least_confidence_percent: 0\n    model: ${debian.model}\n    sha256: ${debian.sha256}\n    command: ${JSON.stringify(debian.command)}\n${more}`;

  it('pins a model by its files and prints the lines that configure it, which the configuration takes', async () => {
    for (const name of ['encoder.int8.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      writeFileSync(file(name), name);
    const { code, stdout } = await verb('add', join(folder, 'model'));
    const lines = stdout.split('\n').slice(1).join('\n');
    configured(lines);

    expect(code).toBe(0);
    expect(lines).toContain('engine: sherpa\n    kind: transducer\n');
    expect((await withheld(['config', 'check', '--config', house.configPath])).code).toBe(0);
  });

  it('names the file that is not as it was pinned, and ends with 1', async () => {
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt']) writeFileSync(file(name), name);
    configured((await verb('add', join(folder, 'model'))).stdout);
    writeFileSync(file('joiner.onnx'), 'JOINER.onnx');
    const { code, stderr } = await verb('check');

    expect(code).toBe(1);
    expect(stderr).toContain('joiner.onnx: is another file of the same length');
  });

  it('says in plain words that a model which is not whole cannot be used, although it ends the process that loads it', async () => {
    copyFileSync(SILERO, file('model.onnx'));
    truncateSync(file('model.onnx'), 1_000_000);
    writeFileSync(file('tokens.txt'), '<blk> 0\n');
    configured((await verb('add', join(folder, 'model'), '--kind', 'nemo-ctc')).stdout);
    const { code, stderr } = await verb('check');

    expect(code).toBe(1);
    expect(stderr).toContain('a file that is damaged or not whole');
    expect(stderr.split('\n')).toHaveLength(3);
  });

  it('refuses a folder that holds no model', async () => {
    writeFileSync(file('notes.txt'), 'nothing');
    const { code, stderr } = await verb('add', join(folder, 'model'));

    expect([code, stderr.includes('not a model that can be recognised')]).toEqual([2, true]);
  });

  it('says that nothing is transcribed where no engine is configured', async () => {
    expect((await verb('check')).code).toBe(2);
  });

  it('refuses an engine that is unfit for people, unless tests of ours ask for it', async () => {
    configured(recogniserLines().replace('allow_unfit_engine_for_tests: true', 'allow_unfit_engine_for_tests: false'));
    const { code, stderr } = await verb('check');

    expect([code, stderr.includes('voicemail.transcriber.engine')]).toEqual([2, true]);
  });

  it('loads a model where messages are heard, and says what that takes', async () => {
    configured(recogniserLines());
    const { code, stdout } = await verb('check', '--json');
    const { files, memory, realTimeFactor } = JSON.parse(stdout);

    expect([code, files]).toEqual([0, 11]);
    expect(memory).toBeGreaterThan(50);
    expect(memory).toBeLessThan(1_000);
    expect(realTimeFactor).toBeGreaterThan(0);
  });

  it('measures a model on prompts whose text is known, and prints none of what it heard', async () => {
    const { root } = await ensurePackages('22', () => undefined);
    for (const name of LONG_PROMPTS)
      copyFileSync(join(root, `usr/share/asterisk/sounds/en_US_f_Allison/${name}.wav`), file(`${name}.wav`));
    configured(recogniserLines());
    const texts = join(root, 'usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz');
    const { code, stderr, stdout } = await verb('evaluate', join(folder, 'model'), '--prompts', texts, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { all, files } = JSON.parse(stdout);

    expect(files).toHaveLength(LONG_PROMPTS.length);
    // It is known to be bad on the telephone, and not to be deaf.
    expect(all.wordErrorRate).toBeGreaterThan(0.1);
    expect(all.wordErrorRate).toBeLessThan(1.2);
    expect(all.words).toBe(files.reduce((sum: number, { words }: { words: number }) => sum + words, 0));
    expect(Object.keys(files[0]).sort()).toEqual(
      ['errors', 'name', 'realTimeFactor', 'seconds', 'without', 'wordErrorRate', 'words'].sort(),
    );
  });

  it('gets a real model by its name, loads it in its sandbox, and has it write down what is said on the telephone', async () => {
    const { root } = await ensurePackages('22', () => undefined);
    const { model } = await moonshine();
    configured((await verb('add', model)).stdout);
    const check = await verb('check', '--json');
    const prompts = join(root, 'usr/share/asterisk/sounds/en_US_f_Allison');
    const texts = join(root, 'usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz');
    const { stdout } = await verb('evaluate', prompts, '--prompts', texts, '--most', '6', '--json');
    const { all, files } = JSON.parse(stdout);

    expect([check.code, JSON.parse(check.stdout)]).toMatchObject([0, { engine: 'sherpa', files: 4, megabytes: 29 }]);
    expect(files).toHaveLength(6);
    expect(files.map(({ without }: { without: unknown }) => without)).toEqual(files.map(() => null));
    expect(all.wordErrorRate).toBeLessThan(0.35);
  });

  it('takes no package for a model but the one that was tried, and touches no folder with something in it', async () => {
    writeFileSync(file('other.tgz'), 'another package');
    const get = (...words: readonly string[]) => withheld(['model', 'get', 'moonshine-tiny-en', ...words]);
    const other = await get(join(folder, 'model/new'), '--from', file('other.tgz'));
    const taken = await get(join(folder, 'model'), '--from', file('other.tgz'));

    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('as it was published')]);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('something in that folder')]);
    expect(readdirSync(join(folder, 'model'))).toEqual(['other.tgz']);
    expect((await withheld(['model', 'get', 'whisper', join(folder, 'model/new')])).code).toBe(2);
  });
});
