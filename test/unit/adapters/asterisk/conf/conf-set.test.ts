import { describe, expect, it } from 'vitest';
import { ConfEdits } from '../../../../../src/adapters/asterisk/conf/conf-edits.ts';
import { confLines } from '../../../../../src/adapters/asterisk/conf/conf-lines.ts';
import { ConfSet } from '../../../../../src/adapters/asterisk/conf/conf-set.ts';
import { optionOf, pjsipObjects } from '../../../../../src/adapters/asterisk/conf/pjsip-objects.ts';

const setOf = (files: Readonly<Record<string, string>>) => new ConfSet(new Map(Object.entries(files)), '/etc/asterisk');

describe('the lines of a configuration file', () => {
  it('are read without their comments, block comments included, and with escaped semicolons', () => {
    const meanings = (
      confLines('[a](!,b) ; x\nkey => v\\;w ; said\n;--\n[no]\n--;\n;---- not one ----\n[c]\n') ?? []
    ).map(({ meaning }) => meaning);

    expect(meanings.filter(({ kind }) => kind !== 'other')).toEqual([
      { kind: 'section', name: 'a', options: ['!', 'b'] },
      { kind: 'setting', key: 'key', value: 'v;w' },
      { kind: 'section', name: 'c', options: [] },
    ]);
  });

  it.each([
    ['a block comment that does not end', '[a]\n;-- begun\nkey=1\n'],
    ['one that ends and never began', '[a]\nx --; y\n'],
    ['one that shares its line with a setting', '[a]\nkey=1 ;-- from here\n--;\n'],
  ])('are not for a program to edit after %s', (_what, text) => {
    expect(confLines(text)).toBeNull();
  });
});

describe('the sections of a file', () => {
  it('go on in what is included, wherever that stands, and follow patterns and absolute names', () => {
    const set = setOf({
      'pjsip.conf': '[global]\ntype=global\n#include "post.conf"\n#include /etc/asterisk/d/*.conf\n',
      'post.conf': 'user_agent=one\n[x]\na=1\n',
      'd/b.conf': '[b]\n',
      'd/a.conf': '[a]\n',
    });

    const sections = set.sections('pjsip.conf');
    expect(sections.map(({ name }) => name)).toEqual(['global', 'x', 'a', 'b']);
    expect(sections[0]?.settings.map(({ path, key }) => `${path} ${key}`)).toEqual([
      'pjsip.conf type',
      'post.conf user_agent',
    ]);
    expect(set.includes('pjsip.conf', 'd/new.conf')).toBe(true);
    expect(set.includes('pjsip.conf', 'e/new.conf')).toBe(false);
  });

  it('end where files include each other', () => {
    const set = setOf({ 'a.conf': '[a]\n#include b.conf\n', 'b.conf': '#include a.conf\n' });
    expect(set.sections('a.conf').length).toBeLessThan(20);
  });

  it('make objects of PJSIP with what templates and additions say', () => {
    const set = setOf({
      'pjsip.conf':
        '[t](!)\ntype=endpoint\ncontext=one\ndirect_media=yes\n[7](t)\ncontext=two\n[7]\ntype=aor\n[7](+type=endpoint)\ndirect_media=no\n',
    });
    const [endpoint, aor] = pjsipObjects(set);

    expect(endpoint).toMatchObject({ name: '7', type: 'endpoint' });
    expect(aor).toMatchObject({ name: '7', type: 'aor' });
    expect(endpoint === undefined ? null : [optionOf(endpoint, 'context'), optionOf(endpoint, 'direct_media')]).toEqual(
      ['two', 'no'],
    );
  });
});

describe('an edit', () => {
  it('keeps comment, spaces and end of line of a changed line, and puts a new one behind the last of its section', () => {
    const text = '[a]\r\n  key =  old\t; why\r\n\r\n[b]\r\nx=1';
    const set = setOf({ 'a.conf': text });
    const edits = new ConfEdits(set);
    const [a, b] = set.sections('a.conf');
    if (a === undefined || b === undefined) throw new Error('no sections');
    edits.set(a, 'KEY', 'new');
    edits.set(a, 'more', '1');
    edits.set(b, 'y', '2');

    expect(edits.changed().get('a.conf')).toBe('[a]\r\n  key =  new\t; why\r\nmore=1\r\n\r\n[b]\r\nx=1\r\ny=2\r\n');
  });

  it('changes every line of a setting that says something else, whichever of them Asterisk would take', () => {
    const set = setOf({ 'a.conf': '[a]\nkey=1\nkey=no\nkey=2\n' });
    const edits = new ConfEdits(set);
    for (const section of set.sections('a.conf')) edits.set(section, 'key', 'no');

    expect(edits.changed().get('a.conf')).toBe('[a]\nkey=no\nkey=no\nkey=no\n');
  });
});
