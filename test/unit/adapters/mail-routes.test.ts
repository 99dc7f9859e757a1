import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfiguredMailRoutes } from '../../../src/adapters/asterisk/mail-routes.ts';
import type { Mailbox } from '../../../src/call/mailbox.ts';

const NONE = { mail: 'absent', textMessage: 'absent', attachment: 'absent' };
const UNKNOWN = { mail: 'unknown', textMessage: 'unknown', attachment: 'unknown' };

describe('where the PBX sends messages of a mailbox', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'withheld-routes-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const routes = (files: Readonly<Record<string, string>>, box = '105') => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return new ConfiguredMailRoutes(directory).of(box as Mailbox);
  };
  const ofLine = (line: string, general = '') =>
    routes({ 'voicemail.conf': `[general]\n${general}\n[default]\n${line}\n` });

  test('is nowhere when it knows no such mailbox', async () => {
    expect(await ofLine('101 => 4071,Duty,duty@wrenfield.example')).toEqual(NONE);
    expect(await routes({})).toEqual(NONE);
  });

  test('is nowhere when the mailbox has no address', async () => {
    expect(await ofLine('105 => 4071,Duty')).toEqual(NONE);
    expect(await ofLine('105 => 4071,Duty,,,attach=yes')).toEqual(NONE);
  });

  test.each([
    ['by mail, the voice with it', '105 => 4071,Duty,duty@wrenfield.example', '', ['present', 'absent', 'present']],
    ['by mail alone', '105 => 4071,Duty,duty@wrenfield.example', 'attach=no', ['present', 'absent', 'absent']],
    [
      'as its own option says',
      '105 => 4071,Duty,a@b.example,,attach=yes|saycid=no',
      'attach=no',
      ['present', 'absent', 'present'],
    ],
    ['to a pager', '105 => 4071,Duty,,pager@b.example', '', ['absent', 'present', 'absent']],
    [
      'wherever a program that is told of each likes',
      '105 => 4071,Duty',
      'externnotify=/usr/local/bin/told',
      ['present', 'absent', 'absent'],
    ],
  ])('is known: %s', async (_, line, general, [mail, textMessage, attachment]) => {
    expect(await ofLine(line, general)).toEqual({ mail, textMessage, attachment });
  });

  test('is found in every section, in what a file includes, and among the users', async () => {
    writeFileSync(join(directory, 'more.conf'), '[other]\n105 => 1,Duty,duty@wrenfield.example\n');
    expect(await routes({ 'voicemail.conf': '[general]\nattach=no\n#include more.conf\n' })).toMatchObject({
      mail: 'present',
    });
    const users = '[105]\nhasvoicemail=yes\nemail=duty@wrenfield.example\n';
    expect(await routes({ 'voicemail.conf': '[general]\n', 'users.conf': users })).toMatchObject({ mail: 'present' });
  });

  test('is unknown when a database says more, a program writes part of it, or it cannot be read', async () => {
    expect(await routes({ 'voicemail.conf': '[general]\n#exec told\n' })).toEqual(UNKNOWN);
    expect(
      await routes({ 'voicemail.conf': '[general]\n', 'extconfig.conf': '[settings]\nvoicemail => odbc,asterisk\n' }),
    ).toEqual(UNKNOWN);
  });
});
