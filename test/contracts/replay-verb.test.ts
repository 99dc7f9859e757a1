import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordings } from '../scenarios/recordings.ts';
import { withheld } from '../unit/cli/product-process.ts';

describe('withheld replay', () => {
  let folder: string;
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const recorded = (name: string) => recordings().find((each) => each.name.startsWith(name))?.text ?? '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-replay-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints one JSON object a call, with what it rests on', async () => {
    const { code, stdout, stderr } = await withheld(['replay', file('lost', recorded('S04-')), '--json']);
    const [first, ...more] = stdout.trimEnd().split('\n');

    expect({ code, stderr, more }).toEqual({ code: 0, stderr: '', more: [] });
    expect(JSON.parse(first ?? '')).toMatchObject({
      call: 'lab-1795464445.12',
      class: 'network-drop',
      releasedBy: 'survivor-side',
      confidence: 0.95,
      suspectedAt: 10.6976,
      decidedAt: 12.3873,
      callbackOffer: true,
    });
  });

  it('names a damaged line on standard error, leaves it out, and ends with 1', async () => {
    const { code, stdout, stderr } = await withheld(['replay', file('cut', `${recorded('S01')}{"t": 3, "src"`)]);

    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^line \d+: not JSON; left out\n$/),
    });
    expect(stdout).toContain('survivor-ended-abruptly');
  });

  it('says so where there is no call', async () => {
    const { code, stdout } = await withheld(['replay', file('none', recorded('S23'))]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'no call of a survivor in it\n' });
  });

  it('ends with 2 where the file cannot be read', async () => {
    const { code, stdout, stderr } = await withheld(['replay', join(folder, 'missing')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
  });
});
