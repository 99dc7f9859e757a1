import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessageFolders } from '../../../src/adapters/message-files/message-folders.ts';
import { OrdinaryMailbox, type OrdinaryMessage } from '../../../src/adapters/message-files/ordinary-mailbox.ts';
import { opened } from '../../../src/adapters/sealing/age-opener.ts';
import { createTokenKey } from '../../../src/adapters/sealing/token-key.ts';
import { Database } from '../../../src/adapters/sqlite/database.ts';
import { VOICEMAIL } from '../../../src/adapters/sqlite/schema.ts';
import type { Mailbox } from '../../../src/call/mailbox.ts';
import { Failure } from '../../../src/failure.ts';
import { House } from '../../unit/cli/house.ts';
import { withheld } from '../../unit/cli/product-process.ts';
import { recorded } from './house.ts';

/** Somebody who is not root. */
const DAEMON_UID = 12_345;
const NUMBER = '+61491570006';
const DAY_MS = 86_400_000;

/** As app_voicemail writes it (22.10.1), the number of the caller among it. */
function textOf(id: string, origtime: number): string {
  return `;
; Message Information file
;
[message]
origmailbox=101
context=voicemail
macrocontext=
exten=101
rdnis=unknown
priority=2
callerchan=PJSIP/t1-in-00000001
callerid="Survivor" <${NUMBER}>
origdate=Sat Nov 28 08:00:00 PM UTC 2026
origtime=${origtime}
category=
msg_id=${id}
flag=
duration=4
`;
}

/** What a program says that runs meanwhile. */
function said(program: string, ...words: readonly string[]) {
  return spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] }).stdout;
}

describe('withheld mailbox move', { timeout: 60_000 }, () => {
  const house = new House();
  const spool = join(house.directory, 'spool');
  const box = join(spool, 'voicemail/default/101');
  const inbox = join(box, 'INBOX');
  const shelf = new MessageFolders(join(house.storage, 'voicemail'));
  let identity = '';
  let database: Database;

  beforeAll(async () => {
    house.makeStorage();
    const key = await createTokenKey(house.tokenKey);
    if (key instanceof Failure) throw key;
    writeFileSync(
      house.configPath,
      `${readFileSync(house.configPath, 'utf8')}voicemail: { secured: ["101", "102"] }\n`,
    );
    // The daemon's own database is open all the while.
    database = new Database({ directory: house.storage, schema: VOICEMAIL, clock: { now: () => Date.now() } });
    await database.start();
    identity = await generateX25519Identity();
    const [recipient, recovery] = await Promise.all(
      [identity, await generateX25519Identity()].map(identityToRecipient),
    );
    const words = ['mailbox', 'add', '101', '--recipient', recipient ?? '', '--recovery', recovery ?? ''];
    const added = await withheld([...words, '--config', house.configPath]);
    expect(added).toMatchObject({ code: 0 });
  }, 60_000);
  beforeEach(() => {
    rmSync(spool, { recursive: true, force: true });
    for (const folder of ['INBOX', 'Old', 'tmp']) mkdirSync(join(box, folder), { recursive: true });
  });
  afterAll(async () => {
    await database.stop();
    house.remove();
  });

  const move = (...words: readonly string[]) =>
    withheld(['mailbox', 'move', '101', '--spool', spool, '--config', house.configPath, ...words]);
  const leave = (folder: string, stem: string, id: string, origtime: number, seconds: number, ending = 'wav') => {
    writeFileSync(join(box, folder, `${stem}.${ending}`), recorded(seconds));
    writeFileSync(join(box, folder, `${stem}.txt`), textOf(id, origtime));
  };
  /** Its lock is nothing of a message. */
  const left = (folder: string) =>
    readdirSync(join(box, folder))
      .filter((name) => name !== 'lock')
      .sort();
  const listed = async () => {
    const { stdout } = await withheld(['mailbox', 'list', '--json', '--config', house.configPath]);
    const { mailboxes } = JSON.parse(stdout) as {
      mailboxes: { messages: { message: string; heard: string | null }[] }[];
    };
    return mailboxes.flatMap(({ messages }) => messages);
  };
  const there = async () => {
    const all = await shelf.all();
    if (all instanceof Failure) throw all;
    return all;
  };

  it('seals every message as it was spoken, then erases it there; heard stays heard, and no number is carried over', async () => {
    leave('INBOX', 'msg0000', '1795000000-00000001', 1_795_000_000, 3);
    leave('Old', 'msg0000', '1790000000-00000007', 1_790_000_000, 5);
    writeFileSync(join(box, 'Old/msg0000.gsm'), 'the same, smaller');
    writeFileSync(join(box, 'unavail.wav'), 'a greeting');

    const moved = await move('--json');

    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(moved.stdout)).toEqual({ sealed: 2, sealed_before: 0, empty: 0, left: [] });
    expect([left('INBOX'), left('Old')]).toEqual([[], []]);
    expect(existsSync(join(box, 'unavail.wav'))).toBe(true);
    const messages = await there();
    const clear = await Promise.all(
      messages.map(async (message) => {
        const sealed = await shelf.read(message);
        const both = sealed instanceof Failure ? sealed : await opened(sealed, identity);
        if (both instanceof Failure) throw both;
        return both;
      }),
    );
    const facts = clear.map((each) => JSON.parse(each.facts) as { recorded: string; seconds: number });
    expect(facts.map(({ recorded: at, seconds }) => `${at} ${seconds}`).sort()).toEqual([
      `${new Date(1_790_000_000_000).toISOString()} 5`,
      `${new Date(1_795_000_000_000).toISOString()} 3`,
    ]);
    for (const { voice, facts: text } of clear) {
      const at = text.includes('"seconds":3') ? 3 : 5;
      expect(
        Buffer.from(voice)
          .subarray(44, 44 + at * 16_000)
          .equals(recorded(at).subarray(44)),
      ).toBe(true);
      expect(text).not.toContain('491570006');
    }
    const today = new Date(Date.now() - (Date.now() % DAY_MS)).toISOString().slice(0, 10);
    expect((await listed()).map(({ heard }) => heard).sort()).toEqual([today, null]);
  });

  it('may be run again: what was cut off before it was erased there is not kept twice', async () => {
    const before = (await there()).length;
    leave('INBOX', 'msg0003', '1795000000-00000001', 1_795_000_000, 3);

    expect(JSON.parse((await move('--json')).stdout)).toMatchObject({ sealed: 0, sealed_before: 1 });
    expect((await there()).length).toBe(before);
    expect(left('INBOX')).toEqual([]);
  });

  it('leaves what it cannot read where it was, names it by its time, and ends with 1', async () => {
    leave('INBOX', 'msg0000', '1795000001-00000001', 1_795_000_001, 3, 'gsm');
    leave('INBOX', 'msg0001', '1795000002-00000001', 1_795_000_002, 3);

    const { code, stderr, stdout } = await move();

    expect([code, stdout]).toEqual([1, 'sealed 1, sealed before 0, without a word 0, left 1\n']);
    expect(stderr).toContain(
      `left: the message of ${new Date(1_795_000_001_000).toISOString().slice(0, 19)}: there is no .wav of it`,
    );
    expect(stderr).toContain('file convert');
    expect(left('INBOX')).toEqual(['msg0000.gsm', 'msg0000.txt']);
  });

  it('tells messages of one second apart, and what was spoken to a copy of one', async () => {
    leave('INBOX', 'msg0000', '1795000007-0000000a', 1_795_000_007, 2);
    leave('INBOX', 'msg0001', '1795000007-0000000b', 1_795_000_007, 3);
    leave('Old', 'msg0000', '1795000007-0000000b', 1_795_000_007, 4);

    expect(JSON.parse((await move('--json')).stdout)).toMatchObject({ sealed: 3, sealed_before: 0, left: [] });
  });

  it('leaves a message whose .wav holds nothing, while another form of it does', async () => {
    writeFileSync(join(box, 'INBOX/msg0000.wav'), recorded(0));
    writeFileSync(join(box, 'INBOX/msg0000.gsm'), Buffer.alloc(5_000, 1));
    writeFileSync(join(box, 'INBOX/msg0000.txt'), textOf('1795000008-00000001', 1_795_000_008));

    expect(await move()).toMatchObject({ code: 1, stderr: expect.stringContaining('another form') });
    expect(left('INBOX')).toEqual(['msg0000.gsm', 'msg0000.txt', 'msg0000.wav']);
  });

  it('finds each message again when the PBX numbers them anew meanwhile, and waits for the lock of the PBX', async () => {
    const names = ['msg0000', 'msg0001', 'msg0002'];
    names.forEach((name, nth) => {
      leave('INBOX', name, `179500001${nth}-00000001`, 1_795_000_010 + nth, 2 + nth);
    });
    // As app_voicemail does it: under its lock, that it removes before it lets go, whatever gap there is is closed.
    const renumber = `i=0; for t in ${inbox}/msg*.txt; do [ -e "$t" ] || continue; n=$(printf msg%04d $i); s=$(basename $t .txt)
      [ $s = $n ] || { mv ${inbox}/$s.wav ${inbox}/$n.wav; mv ${inbox}/$s.txt ${inbox}/$n.txt; }; i=$((i+1)); done; rm -f ${inbox}/lock`;
    const pbx = spawn('sh', ['-c', `while :; do flock -x ${inbox}/lock sh -c '${renumber}'; sleep 0.02; done`]);
    const before = (await there()).length;
    try {
      expect(JSON.parse((await move('--json')).stdout)).toMatchObject({ sealed: 3, sealed_before: 0, left: [] });
    } finally {
      pbx.kill('SIGKILL');
    }
    expect((await there()).length).toBe(before + 3);
    expect(left('INBOX')).toEqual([]);
  });

  it('lists nothing in the middle of being numbered anew, where a text stands beside the sound of no message', async () => {
    const message = () => new OrdinaryMailbox(box, '101' as Mailbox).messages();
    leave('INBOX', 'msg0001', '1795000020-00000001', 1_795_000_020, 3);
    const [before] = (await message()) as readonly OrdinaryMessage[];
    // As app_voicemail does it, with a pause between the two files of a message.
    const renumber = `cd ${inbox}; mv msg0001.wav msg0000.wav; echo held; sleep 1; mv msg0001.txt msg0000.txt; rm lock`;
    await once(said('flock', '-x', join(inbox, 'lock'), 'sh', '-c', renumber), 'data');

    expect(await message()).toEqual([before]);
    expect(left('INBOX')).toEqual(['msg0000.txt', 'msg0000.wav']);
  });

  it('names what a crash of the PBX left unfinished, and does not touch it', async () => {
    writeFileSync(join(box, 'tmp/Xq3vTb.wav'), recorded(2));

    expect(await move()).toMatchObject({ code: 1, stderr: expect.stringContaining('it lies in tmp') });
    expect(left('tmp')).toEqual(['Xq3vTb.wav']);
  });

  it('touches nothing while a folder is locked, or the mailbox has no keys, or is not declared', async () => {
    leave('INBOX', 'msg0000', '1795000003-00000001', 1_795_000_003, 3);
    writeFileSync(join(box, 'INBOX/.lock'), '');
    expect((await move()).stderr).toContain('locked');
    rmSync(join(box, 'INBOX/.lock'));
    const other = (name: string) => withheld(['mailbox', 'move', name, '--spool', spool, '--config', house.configPath]);
    mkdirSync(join(spool, 'voicemail/default/102/INBOX'), { recursive: true });
    writeFileSync(join(spool, 'voicemail/default/102/INBOX/msg0000.wav'), recorded(3));
    writeFileSync(join(spool, 'voicemail/default/102/INBOX/msg0000.txt'), textOf('1795000004-00000001', 1_795_000_004));
    expect(await other('102')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no key') });
    expect(await other('103')).toMatchObject({ code: 2, stderr: expect.stringContaining('not declared secured') });
    rmSync(join(spool, 'voicemail/default/102'), { recursive: true });
    expect(await other('102')).toMatchObject({ code: 1, stderr: expect.stringContaining('not there') });
    expect(left('INBOX')).toEqual(['msg0000.txt', 'msg0000.wav']);
  });

  it('run by root, leaves what it writes to the user of the storage', async () => {
    // Whoever is not root writes as themselves.
    const isRoot = process.geteuid?.() === 0;
    const owner = isRoot ? DAEMON_UID : (process.geteuid?.() ?? 0);
    const places = ['', 'voicemail', 'voicemail/messages', 'voicemail/messages/101', 'voicemail/keys'];
    if (isRoot) {
      for (const place of [house.directory, house.tokenKey]) chownSync(place, owner, owner);
      for (const place of places) chownSync(join(house.storage, place), owner, owner);
    }
    leave('INBOX', 'msg0000', '1795000005-00000001', 1_795_000_005, 3);
    const before = new Set((await there()).map(({ id }) => id));

    expect(await move()).toMatchObject({ code: 0 });

    const [message] = (await there()).filter(({ id }) => !before.has(id));
    const paths = [`messages/101/${message?.id}/voice.age`, `keys/${message?.id}/recovery.age`, `keys/${message?.id}`];
    expect(paths.map((path) => lstatSync(join(house.storage, 'voicemail', path)).uid)).toEqual([owner, owner, owner]);
    expect(existsSync(join(box, 'INBOX/msg0000.wav'))).toBe(false);
  });
});
