import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readConfigFile } from '../../../../../src/adapters/asterisk/audit/config-file.ts';
import { writtenDialplan, writtenObjects } from '../../../../../src/adapters/asterisk/audit/written-objects.ts';

describe('a configuration file', () => {
  let directory: string;
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  const read = async (text: string) => {
    write('x.conf', text);
    return await readConfigFile(directory, 'x.conf');
  };

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'withheld-config-file-'));
    mkdirSync(join(directory, 'more'));
    write('more/a.conf', '[a]\nx=1\n');
    write('more/b.conf', '[b]\nx=2\n');
    write('more/.hidden.conf', '[hidden]\n');
    write('loop.conf', '#include loop.conf\n');
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each([
    ['comments and escaped semicolons', '[s]\na=1 ; no\n;b=2\n;-- c=3\nd=4 --;\ne = x\\;y\n', { s: ['a=1', 'e=x;y'] }],
    ['both arrows', '[s]\na => 1\nb=>2\nc = 3\nd += 4\n', { s: ['a=1', 'b=2', 'c=3', 'd=4'] }],
    ['templates', '[t](!)\na=1\n[s](t)\nb=2\n', { s: ['a=1', 'b=2'] }],
    ['additions', '[s]\na=1\n[s](+)\nb=2\n', { s: ['a=1', 'b=2'] }],
    ['what is included, in the order of names', '#include "more/*.conf"\n', { a: ['x=1'], b: ['x=2'] }],
    ['what is included by its full name', '#include more/a.conf\n[s]\nb=2\n', { a: ['x=1'], s: ['b=2'] }],
    ['what need not be there', '#tryinclude nothing.conf\n[s]\na=1\n', { s: ['a=1'] }],
    ['a pattern that nothing fits', '#include more/*.none\n[s]\na=1\n', { s: ['a=1'] }],
  ])('is read with %s', async (_what, text, expected) => {
    const reading = await read(text);
    const sections = reading.known
      ? reading.value.map(({ name, settings }) => [name, settings.map((each) => each.join('='))])
      : [];

    expect(Object.fromEntries(sections)).toEqual(expected);
  });

  test.each([
    ['a program that writes part of it', '#exec /bin/true\n', 'a program writes part of it (#exec)'],
    ['an included file that is missing', '#include nothing.conf\n', 'a file it includes cannot be read (ENOENT)'],
    ['files that include each other', '#include loop.conf\n', 'too many files include each other'],
  ])('is not readable because of %s', async (_what, text, why) => {
    expect(await read(text)).toEqual({ known: false, from: 'x.conf', why });
  });

  it('that is not there sets nothing; one that is no file cannot be read', async () => {
    expect(await readConfigFile(directory, 'none.conf')).toEqual({ known: true, from: 'none.conf', value: [] });
    expect(await readConfigFile(directory, 'more')).toEqual({ known: false, from: 'more', why: 'EISDIR' });
  });
});

describe("the product's own files", () => {
  it('are read as the PBX will show them', () => {
    const text = '[d]\ntype=endpoint\ndisallow=all\nallow=alaw,ulaw\nset_var=A(b,c)=<x=1>\\;y\nset_var=B=\n';

    expect(writtenObjects(text)).toEqual([
      {
        name: 'd',
        type: 'endpoint',
        options: new Map([
          ['allow', '(alaw|ulaw)'],
          ['A(b,c)', '<x=1>;y'],
          ['B', ''],
        ]),
      },
    ]);
  });

  it('give the steps of each extension in order, also of a context in two files', () => {
    const dialplan = writtenDialplan([
      '[c]\ninclude => d\nexten => _X.,1,Set(A=1,2)\n same => n(x),Hangup()\n',
      '[c]\nexten => 5,1,Dial(PJSIP/1@t,86400^15,b(x^1))\n',
    ]);

    expect(dialplan).toEqual(
      new Map([
        [
          'c',
          {
            extensions: new Map([
              ['_X.', ['Set(A=1,2)', 'Hangup()']],
              ['5', ['Dial(PJSIP/1@t,86400^15,b(x^1))']],
            ]),
            includes: ['d'],
          },
        ],
      ]),
    );
  });
});
