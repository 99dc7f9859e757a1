import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { VOICEMAIL } from '../../src/adapters/sqlite/schema.ts';
import { Failure } from '../../src/failure.ts';
import { recogniser } from '../recogniser.ts';
import { holding } from './holding.ts';
import { ORDINARY_DID, SECURED_DID, SecuredLab } from './secured-lab.ts';

/** Seconds on the line; the greeting takes some six of them. */
const CALL_S = 11;
const ORDINARY_S = 20;

interface Facts {
  readonly speech: { readonly found: boolean; readonly seconds: number } | null;
  readonly transcript: { readonly engine: string; readonly segments: readonly { readonly text: string }[] } | null;
  readonly no_transcript: string | null;
}

describe('a transcript', () => {
  let house: SecuredLab;
  let starts = '';

  beforeAll(async () => {
    const { command, model, sha256 } = await recogniser();
    starts = await mkdtemp(join(tmpdir(), 'withheld-starts-'));
    // Leaves a folder for each start: a process that hears a message can write no file.
    const recording = ['sh', '-c', `mkdir ${starts}/$$; exec "$@"`, 'sh', ...command];
    house = await SecuredLab.up({
      transcriber: {
        engine: 'pocketsphinx',
        command: recording,
        model,
        sha256,
        least_confidence_percent: 0,
        allow_unfit_engine_for_tests: true,
      },
    });
    await house.under.daemon.start();
    await house.enrol();
  });
  afterAll(async () => {
    await house.down();
    await rm(starts, { recursive: true, force: true });
  });

  const storage = () => join(house.under.lab.directory, 'storage');
  const voicemailConf = () => join(house.under.lab.agencyConfig, 'voicemail.conf');
  const started = async () => (await readdir(starts)).length;

  /** The owner's side of it, as the browser writes it down: enrolled, and asking for transcripts or not. */
  async function wanted(isWanted: boolean): Promise<void> {
    const sql = 'UPDATE mailbox SET owner_enrolled = 1, strong_login = 1, auto_lock = 1, transcript_wanted = ?';
    const failure = await new DatabaseGuest(storage(), VOICEMAIL).write([{ sql, params: [isWanted ? 1 : 0] }]);
    if (failure !== null) throw failure;
  }

  /** Somebody leaves a message; its facts, opened by the owner. */
  async function left(): Promise<Facts> {
    const before = await house.messages();
    await house.speaks(SECURED_DID, CALL_S);
    const now = await house.under.soon(
      () => house.messages(),
      (all) => all.length > before.length,
      90_000,
    );
    const fresh = now.filter(({ id }) => before.every((each) => each.id !== id));
    const [message] = fresh;
    if (message === undefined || fresh.length !== 1) throw new Error(`${fresh.length} messages`);
    const sealed = await house.shelf.read(message);
    const clear = sealed instanceof Failure ? sealed : await opened(sealed, house.owner.text);
    if (clear instanceof Failure) throw clear;
    return JSON.parse(clear.facts);
  }

  test('is made of no message in a mailbox whose owner asked for none: nothing is ever started', async () => {
    await wanted(false);
    const { no_transcript: without, transcript } = await left();

    expect([transcript, without, await started()]).toEqual([null, null, 0]);
  });

  test('is made of no message in a mailbox that the PBX would mail: nothing is ever started', async () => {
    await wanted(true);
    const text = await readFile(voicemailConf(), 'utf8');
    await writeFile(voicemailConf(), `${text}105 => 4071,Duty,duty@wrenfield.example\n`);
    const { no_transcript: without, transcript } = await left();
    await writeFile(voicemailConf(), text);

    expect([transcript, without, await started()]).toEqual([null, null, 0]);
  });

  test('is made of no message in an ordinary mailbox: nothing is ever started', async () => {
    await wanted(true);
    await house.speaks(ORDINARY_DID, ORDINARY_S);
    await house.under.quiet(40_000);
    const inbox = join(house.under.lab.directory, 'agency/spool/voicemail/default/101/INBOX');

    expect((await readdir(inbox)).filter((name) => name.endsWith('.wav'))).toHaveLength(1);
    expect(await started()).toBe(0);
  });

  test('is sealed with the message of an owner who asked for it, and lies nowhere else', async () => {
    await wanted(true);
    const { speech, transcript } = await left();
    const said = transcript?.segments.map(({ text }) => text).join(' ') ?? '';
    await house.under.soon(
      () => house.recorded(),
      (files) => files.size === 0,
    );

    expect(speech?.found).toBe(true);
    expect(transcript).toMatchObject({ engine: 'pocketsphinx', model: 'en-us', whole: true });
    expect(said.split(' ').length).toBeGreaterThan(3);
    expect(await started()).toBe(1);
    const metrics = await (await fetch(new URL('metrics', house.under.daemon.consoleUrl))).text();
    expect(metrics).toContain('withheld_transcripts_total{outcome="made"} 1');
    const pair = said.split(' ').slice(0, 3).join(' ');
    expect(await holding(house.under.lab.directory, pair)).toEqual([]);
    // The search does find it where it is.
    await mkdir(join(storage(), 'told'));
    await writeFile(join(storage(), 'told/text'), said);
    expect(await holding(house.under.lab.directory, pair)).toHaveLength(1);
    await rm(join(storage(), 'told'), { recursive: true });
  });

  test('that cannot be made, because the model is another one, keeps no message from being sealed', async () => {
    const daemon = house.under.daemon;
    await daemon.stop();
    const path = house.under.lab.configPath;
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/sha256: .*/, `sha256: ${'a'.repeat(64)}`));
    await daemon.start();
    const before = await started();
    const { no_transcript: without, speech, transcript } = await left();

    expect([transcript, without, speech?.found, await started()]).toEqual([null, 'model-changed', true, before]);
  });
});
