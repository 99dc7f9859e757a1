import { describe, expect, it } from 'vitest';
import { majorOf, versionIn } from '../../../src/lab/asterisk-version.ts';

describe('the version an Asterisk says it has', () => {
  it.each([
    ['Asterisk 22.10.1+dfsg+~cs6.17.60671434-1\n', '22.10.1+dfsg+~cs6.17.60671434-1', 22],
    ['Asterisk 16.28.0~dfsg-0+deb11u4\n', '16.28.0~dfsg-0+deb11u4', 16],
    ['Asterisk certified/18.9-cert8\n', 'certified/18.9-cert8', 18],
    ['Asterisk GIT-22-1a2b3c4d5e\n', 'GIT-22-1a2b3c4d5e', 22],
    ['Asterisk 1.8.32.3\n', '1.8.32.3', 1],
    ['Asterisk GIT-master-1a2b3c\n', 'GIT-master-1a2b3c', null],
  ])('%j is read with its major release', (said, version, major) => {
    expect(versionIn(said)).toBe(version);
    expect(majorOf(version)).toBe(major);
  });

  it.each(['', 'Asterisk\n', 'bash: no such thing\n', 'FreeSWITCH 1.10.1\n', 'Asterisk 22.10.1 and more\n'])(
    '%j is none',
    (said) => {
      expect(versionIn(said)).toBeNull();
    },
  );
});
