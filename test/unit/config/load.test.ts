import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { sampleConfig } from '../../../src/config/sample.ts';

const KEY = 'only-for-tests-only-for-tests-only-for-tests';
let directory = '';
const at = (name: string) => join(directory, name);
const write = (name: string, text: string, mode = 0o640) => {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
};
const problems = () => {
  const result = loadConfig(at('withheld.yaml'), {});
  return result.ok ? ['accepted'] : result.problems;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'withheld-config-'));
  mkdirSync(at('conf.d'));
  write('withheld.yaml', sampleConfig().replaceAll('{ file: /etc/withheld/', '{ file: '));
  for (const name of ['ari.password', 'ami.password']) write(name, `${KEY}\n`, 0o600);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('loading the configuration', () => {
  it('reads the file and the secrets beside it, without the line end', () => {
    const result = loadConfig(at('withheld.yaml'), {});

    expect(result.ok && result.config.asterisk.ari.password.reveal()).toBe(KEY);
  });

  it('lays conf.d over it in name order and leaves other files alone', () => {
    write('conf.d/20-b.yaml', 'outside_line: ["8"]\n');
    write('conf.d/10-a.yaml', 'outside_line: ["9"]\n');
    write('conf.d/30-c.yaml.bak', 'nonsense: 1\n');

    const result = loadConfig(at('withheld.yaml'), {});

    expect(result.ok && result.config.outside_line).toEqual(['8']);
  });

  it('refuses a missing file in one line', () => {
    rmSync(at('withheld.yaml'));

    expect(problems()).toEqual([
      expect.stringMatching(/withheld\.yaml:1 \(root\): found a file that cannot be read \(ENOENT\); allowed: /),
    ]);
  });

  it('refuses a configuration that every user may write', () => {
    chmodSync(at('withheld.yaml'), 0o646);

    expect(problems()).toEqual([expect.stringContaining('found a file every user may write')]);
  });

  it.each([
    ['open to every user', () => chmodSync(at('ami.password'), 0o644)],
    ['cannot be read (ENOENT)', () => rmSync(at('ami.password'))],
    ['an empty file', () => write('ami.password', '', 0o600)],
    ['with line breaks or control characters', () => write('ami.password', 'one-two-three\r\nAction: Logoff', 0o600)],
    [
      'not a file',
      () => {
        rmSync(at('ami.password'));
        mkdirSync(at('ami.password'), 0o700);
      },
    ],
  ])('refuses a secret that is %s, by its path', (found, breakIt) => {
    breakIt();

    expect(problems()).toEqual([expect.stringContaining(`asterisk.ami.password.file: found `)]);
    expect(problems()[0]).toContain(found);
  });

  it('refuses a word list with a word too short to look for, by its line, and takes the rest as secret words', () => {
    write(
      'withheld.yaml',
      sampleConfig().replace('# file: /etc/withheld/', 'file: ').replaceAll('{ file: /etc/withheld/', '{ file: '),
    );
    write('words', '# workers\n\nJo\n', 0o600);
    expect(problems()).toEqual([
      expect.stringContaining('secrets.file: found a word too short to look for in its line 3'),
    ]);
    write('words', '# workers\nParent Organ\n', 0o600);
    expect(problems()).toEqual([
      expect.stringContaining('organisation.name: found a text that contains a secret word (line 2 of secrets.file)'),
      expect.stringContaining(
        'organisation.domain: found a text that contains part of a secret (word 1 of line 2 of secrets.file)',
      ),
    ]);
  });

  it('reads a changed secret anew, and answers refusal without throwing while it is broken', () => {
    expect(problems()).toEqual(['accepted']);
    write('ari.password', 'short', 0o600);
    expect(problems()).toEqual([expect.stringContaining('asterisk.ari.password.file: found a secret of 5 characters')]);
    write('ari.password', KEY, 0o600);
    expect(problems()).toEqual(['accepted']);
  });
});
