import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { debianMirror, debianUris } from '../../../src/lab/debian-mirror.ts';

const directories: string[] = [];
afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

function aptDirectory(files: Readonly<Record<string, string>>): string {
  const at = mkdtempSync(join(tmpdir(), 'withheld-apt-'));
  directories.push(at);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(at, name, '..'), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}

test('the mirror of a one-line source is found, with or without options in front of it', () => {
  expect(debianUris(['deb http://mirror.example/debian bookworm main\n'])).toEqual(['http://mirror.example/debian']);
  expect(debianUris(['deb [arch=amd64 signed-by=/a/b.gpg] https://mirror.example/debian/ bookworm main\n'])).toEqual([
    'https://mirror.example/debian',
  ]);
});

test('the mirror of a deb822 source is found', () => {
  const text = 'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n';
  expect(debianUris([text])).toEqual(['http://mirror.example/debian']);
});

test('neither the security archive, nor another vendor, nor a source package line, nor a comment is taken for the mirror', () => {
  const texts = [
    'URIs: http://mirror.example/debian-security\n',
    'deb http://vendor.example/repo stable main\n',
    'deb-src http://mirror.example/debian bookworm main\n',
    '# deb http://old.example/debian bookworm main\n',
  ];
  expect(debianUris(texts)).toEqual([]);
});

test('a mirror named twice counts once', () => {
  const line = 'deb http://mirror.example/debian bookworm main\n';
  expect(debianUris([line + line, line])).toEqual(['http://mirror.example/debian']);
});

test('a machine that names no Debian mirror has none, also when the apt directory does not exist', () => {
  expect(debianMirror(aptDirectory({ 'sources.list': 'deb http://vendor.example/ubuntu noble main\n' }))).toBeNull();
  expect(debianMirror(join(aptDirectory({}), 'missing'))).toBeNull();
});

test('sources below sources.list.d count, and a file there with another ending does not', () => {
  const files = {
    'sources.list.d/a.list.disabled': 'deb http://wrong.example/debian bookworm main\n',
    'sources.list.d/debian.sources': 'Types: deb\nURIs: http://right.example/debian\nSuites: trixie\n',
  };
  expect(debianMirror(aptDirectory(files))?.uri).toBe('http://right.example/debian');
});

test('a deb822 source that is switched off is not used', () => {
  const off = 'Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: trixie\n';
  const on = 'Types: deb\nEnabled: yes\nURIs: http://on.example/debian\nSuites: trixie\n';
  expect(debianUris([`${off}\n${on}`])).toEqual(['http://on.example/debian']);
});

test('URIs folded over several lines are all seen', () => {
  const text = 'Types: deb\nURIs: http://one.example/debian\n http://two.example/debian\nSuites: trixie\n';
  expect(debianUris([text])).toEqual(['http://one.example/debian', 'http://two.example/debian']);
});

test('the mirror list of a Debian cloud image is followed', () => {
  const files = {
    'sources.list.d/debian.sources': 'Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: trixie\n',
    'mirrors/debian.list': 'https://cloud.example/debian\n',
    'mirrors/debian-security.list': 'https://cloud.example/debian-security\n',
  };
  expect(debianMirror(aptDirectory(files))?.uri).toBe('https://cloud.example/debian');
});
