import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { talk } from './lab-under-test.ts';
import { ORDINARY_DID, SECURED_DID, SecuredLab, samplesIn } from './secured-lab.ts';

/** Seconds on the line: the greeting, the beep, and some that are recorded. The greeting of the PBX's own voicemail is longer. */
const CALL_S = 10;
const ORDINARY_S = 20;
/** The longest message, in seconds: the least that the configuration takes. */
const LONGEST_S = 10;

describe('a caller at a mailbox', () => {
  let house: SecuredLab;

  beforeAll(async () => {
    house = await SecuredLab.up({ longest_s: LONGEST_S });
    await house.under.daemon.start();
    await house.enrol();
  });
  afterAll(async () => await house.down());

  const inMessage = (count: number) =>
    house.under.soon(
      () => house.legsIn('withheld-message'),
      (legs) => legs === count,
    );
  const ordinary = () =>
    readdir(join(house.under.lab.directory, 'agency/spool/voicemail/default/101/INBOX')).catch(() => []);

  test('that is secured leaves one sealed message, which the stock age opens with the recovery key, as it was recorded', async () => {
    await house.speaks(SECURED_DID, CALL_S);
    expect(await inMessage(1)).toBe(1);
    // Halted, so that what the PBX recorded can be kept to compare with.
    await pause(7_000);
    house.under.daemon.signal('SIGSTOP');
    await house.under.quiet();
    const [recording] = (await house.recorded()).values();
    house.under.daemon.signal('SIGCONT');
    const [message] = await house.under.soon(
      () => house.messages(),
      (all) => all.length === 1,
      60_000,
    );
    if (message === undefined || recording === undefined) throw new Error('no message');
    const directory = join(house.under.lab.directory, 'storage/voicemail');
    const keyFile = join(directory, 'keys', message.id, 'recovery.age');
    await house.age.decrypt(keyFile, house.recovery.file, 'message.key');
    const voiceFile = join(directory, 'messages/105', message.id, 'voice.age');
    const voice = await house.age.decrypt(voiceFile, join(house.age.directory, 'message.key'), 'voice.wav');

    expect(samplesIn(recording).length).toBeGreaterThan(16_000);
    expect(samplesIn(voice).equals(samplesIn(recording))).toBe(true);
    await house.under.soon(
      () => house.recorded(),
      (files) => files.size === 0,
    );
    expect((await house.recorded()).size).toBe(0);
  });

  test('that is secured is listed by the command line, and opened by whoever holds a key', async () => {
    const [message] = await house.messages();
    const listed = await house.command('mailbox', 'list', '--json');
    const out = join(house.age.directory, 'out.wav');
    const recovered = await house.command(
      'mailbox',
      'recover',
      message?.id ?? '',
      '--identity',
      house.owner.file,
      '--out',
      out,
    );

    expect(JSON.parse(listed.text)).toMatchObject({
      mailboxes: [{ mailbox: '105', secured: true, recovery: true, messages: [{ message: message?.id, heard: null }] }],
    });
    expect([recovered.status, JSON.parse(recovered.text)]).toMatchObject([
      0,
      { mailbox: '105', cut_off: false, transcript: null },
    ]);
  });

  test('that is secured lights the lamp of phones that watch it', async () => {
    await house.under.addDialplan([], ['[lamps]', 'exten => 105,hint,MWI:105@withheld']);
    const hint = () => house.under.lab.agency.console('core show hint 105');

    expect(await house.under.soon(hint, (text) => text.includes('State:InUse'))).toContain('State:InUse');
  });

  test('who was led there by a worker, and to whom the mailbox says goodbye, is no drop that anybody is told of', async () => {
    await house.under.addDialplan(['exten => 8105,1,Goto(withheld-voicemail,105,1)'], []);
    const before = (await house.messages()).length;
    const answers = [{ do: 'answer', afterMs: 100 }, talk(3_000), { do: 'blind-transfer', to: '8105' }] as const;
    const worker = await house.under.waiting('102', answers);
    await house.speaks(AGENCY.dids.desk, 60);
    expect((await worker.result).outcome).toBe('answered');
    expect(await inMessage(1)).toBe(1);
    await house.under.quiet(40_000);
    const ends = async () => (await house.command('drops', '--json')).text;
    expect(await house.under.soon(ends, (text) => text.includes('pbx-ended'), 30_000)).toContain('pbx-ended');
    const sealed = await house.under.soon(
      () => house.messages(),
      (all) => all.length > before,
    );
    const answer = await fetch(new URL('api/notices', house.under.daemon.consoleUrl));

    expect(sealed).toHaveLength(before + 1);
    // Nor of the caller who hung up at the mailbox.
    expect(await answer.json()).toEqual({ notices: [] });
  });

  test('that is secured: who would hear it by phone is told that no phone can, and an ordinary one is heard as ever', async () => {
    await house.under.addDialplan(['exten => 8106,1,Goto(withheld-voicemail-main,105,1)'], []);
    const running = () => house.under.lab.agency.console('core show channels concise');
    const told = house.under.call('101', '8106', [talk(60_000)]);
    const said = 'Playback!withheld/mailbox-not-by-phone';
    expect(await house.under.soon(running, (text) => text.includes(said))).toContain(said);
    expect((await told).outcome).toBe('answered');
    const ordinaryBox = house.under.call('101', '*97', [talk(3_000)]);
    expect(await house.under.soon(running, (text) => text.includes('VoiceMailMain'))).toContain('!VoiceMailMain!101@');
    await ordinaryBox;
  });

  test('that is ordinary is taken care of by the voicemail of the PBX', async () => {
    await house.speaks(ORDINARY_DID, ORDINARY_S);
    await house.under.quiet(40_000);

    expect((await ordinary()).filter((name) => name.endsWith('.wav'))).toHaveLength(1);
  });

  test('that is secured hears that no message can be taken when the PBX would record onto a disk', async () => {
    const place = join(house.under.lab.directory, 'agency/spool/recording');
    await rename(place, `${place}-memory`);
    await mkdir(place);
    await house.speaks(SECURED_DID, CALL_S);
    expect(
      await house.under.soon(
        () => house.legsIn('withheld-no-message'),
        (legs) => legs === 1,
      ),
    ).toBe(1);
    await house.under.quiet();

    expect(await readdir(place)).toEqual([]);
    await rm(place, { recursive: true });
    await rename(`${place}-memory`, place);
    expect((await lstat(place)).isSymbolicLink()).toBe(true);
  });

  test('hears within the deadline that no message can be taken when the daemon hangs, and nothing is recorded', async () => {
    house.under.daemon.signal('SIGSTOP');
    await house.speaks(SECURED_DID, CALL_S);
    expect(
      await house.under.soon(
        () => house.legsIn('withheld-no-message'),
        (legs) => legs === 1,
        3_000,
      ),
    ).toBe(1);
    await house.under.quiet();
    house.under.daemon.signal('SIGCONT');

    expect((await house.recorded()).size).toBe(0);
    expect(await house.messages()).toHaveLength(2);
  });

  test('without the daemon hears it too if the mailbox is secured, and is taken care of by the PBX if it is ordinary', async () => {
    await house.under.daemon.stop();
    await house.speaks(SECURED_DID, CALL_S);
    expect(
      await house.under.soon(
        () => house.legsIn('withheld-no-message'),
        (legs) => legs === 1,
      ),
    ).toBe(1);
    await house.speaks(ORDINARY_DID, ORDINARY_S);
    await house.under.quiet(40_000);

    expect((await house.recorded()).size).toBe(0);
    expect((await ordinary()).filter((name) => name.endsWith('.wav'))).toHaveLength(2);
  });
});
