import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { talk } from './lab-under-test.ts';
import { ORDINARY_DID, SECURED_DID, SecuredLab, samplesIn } from './secured-lab.ts';

const ADDRESS = 'desk@harbour.example';
const MINUTE_MS = 60_000;

describe.each(['22', '16'] as const)('a secured mailbox, Asterisk %s', (release) => {
  let house: SecuredLab;
  /** Mails that the relay of this machine took, by the minute. */
  const mails: string[] = [];
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _, done) => {
      void text(stream).then((mail) => {
        mails.push(mail);
        done();
      });
    },
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', () => resolve()));
    const { port } = relay.server.address() as AddressInfo;
    const notices = { to: [{ mailbox: '105', address: ADDRESS }], relay: { port }, every_min: 1 };
    house = await SecuredLab.up({ longest_s: 20, notices }, release);
    await house.under.addDialplan(['exten => 8105,1,Goto(withheld-voicemail,105,1)'], []);
    await house.under.daemon.start();
    await house.enrol();
  });
  afterAll(async () => {
    await house.down();
    await new Promise<void>((resolve) => relay.close(() => resolve()));
  });

  const messages = (count: number) =>
    house.under.soon(
      () => house.messages(),
      (all) => all.length === count,
      40_000,
    );
  const recording = () =>
    house.under.soon(
      async () => (await house.recorded()).size,
      (files) => files === 1,
      20_000,
    );
  /** Packets of sound that the PBX has sent on the trunk's leg. */
  const sent = async (): Promise<number> => {
    const shown = await house.under.lab.agency.console('pjsip show channelstats');
    // After the codec: packets, lost, percent and jitter of what came, then packets of what was sent.
    const [, packets] = /t1-in-\S+ +\S+ +[a-z]+ +\d+ +\d+ +\d+ +[\d.]+ +(\d+)/.exec(shown) ?? [];
    return Number(packets ?? 0);
  };

  test('takes a message, hands it to nobody, and the caller’s network gets sound all the time', async () => {
    await house.speaks(SECURED_DID, 16);
    expect(await recording()).toBe(1);
    const before = await sent();
    const enough = await house.under.soon(sent, (packets) => packets > before + 50, 5_000);
    expect(enough).toBeGreaterThan(before + 50);
    await house.under.quiet(40_000);
    const [message, ...others] = await messages(1);
    expect(others).toEqual([]);
    if (message === undefined) throw new Error('no message');
    expect((await house.voice(message)).length).toBeGreaterThan(16_000);
    expect((await house.recorded()).size).toBe(0);
  });

  test('says by mail that there is a message: within a minute, once, and nothing of it', async () => {
    const told = await house.under.soon(
      async () => mails.length,
      (count) => count > 0,
      MINUTE_MS + 10_000,
    );
    expect(told).toBe(1);
    const [mail = ''] = mails;
    expect(mail).toContain('You have a message.');
    expect(mail.replace(/^(?:Message-ID|Date): .*$/gm, '')).not.toMatch(/105|[0-9]{6}/);
  });

  test('takes the message of a caller whom a worker led there, having listened first', async () => {
    const before = (await house.messages()).length;
    const leads = { do: 'attended-transfer', to: '8105', consultMs: 3_000 } as const;
    const worker = await house.under.waiting('102', [{ do: 'answer', afterMs: 100 }, talk(1_000), leads]);
    await house.speaks(AGENCY.dids.desk, 30);
    expect((await worker.result).outcome).toBe('answered');
    expect(await recording()).toBe(1);
    await house.under.quiet(60_000);
    expect(await messages(before + 1)).toHaveLength(before + 1);
    expect(await house.said('message-cut-off')).toBe(0);
  });

  test('takes over what the voicemail of the PBX has kept of it: sealed as it was recorded, and erased there', async () => {
    const spool = join(house.under.lab.directory, 'agency/spool');
    const inbox = join(spool, 'voicemail/default/101/INBOX');
    const names = () => readdir(inbox).catch(() => []);
    await house.speaks(ORDINARY_DID, 20);
    const texts = (all: readonly string[]) => all.filter((name) => name.endsWith('.txt'));
    expect(texts(await house.under.soon(names, (all) => texts(all).length > 0, 40_000))).toEqual(['msg0000.txt']);
    await house.under.quiet(40_000);
    const kept = samplesIn(await readFile(join(inbox, 'msg0000.wav')));
    const before = (await house.messages()).map(({ id }) => id);
    const config = parse(await readFile(house.under.lab.configPath, 'utf8')) as { voicemail: { secured: string[] } };
    config.voicemail.secured.push('101');
    await writeFile(house.under.lab.configPath, stringify(config));
    await house.enrol('101');

    expect(await house.command('mailbox', 'move', '101', '--spool', spool)).toMatchObject({
      status: 0,
      text: 'sealed 1, sealed before 0, without a word 0, left 0\n',
    });
    expect((await names()).filter((name) => name.startsWith('msg'))).toEqual([]);
    const [moved] = (await house.messages()).filter(({ id }) => !before.includes(id));
    if (moved === undefined) throw new Error('no message');
    expect((await house.voice(moved)).equals(kept)).toBe(true);
    expect(kept.length).toBeGreaterThan(16_000);
  });
});
