import { readdir, stat } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { Failure } from '../../src/failure.ts';
import { headerValue } from '../../src/lab/sip-message.ts';
import { ORDINARY_DID, SECURED_DID, SecuredLab } from '../lab/secured-lab.ts';
import { quantile } from './quantile.ts';

/** Seconds on the line; the greeting of the PBX's own voicemail is longer. */
const SECURED_S = 12;
const ORDINARY_S = 22;
const PATIENCE_MS = 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** When the line of the last call to this number was given up, by the clock of the capture at the carrier, in milliseconds. */
function hungUpAt({ farEnd }: SecuredLab['under'], did: string): number | null {
  const calls = farEnd.seen.filter(({ raw }) => raw.startsWith(`INVITE sip:${did}@`));
  const callId = calls.at(-1)?.message;
  const dialog = callId === undefined || callId === null ? null : headerValue(callId, 'Call-ID');
  const bye = farEnd.seen.find(
    ({ message, raw }) => raw.startsWith('BYE ') && message !== null && headerValue(message, 'Call-ID') === dialog,
  );
  return bye === undefined ? null : bye.atMicros / 1_000;
}

/** The files of a directory, whose names end so, with the time they got their name. */
async function came(directory: string, ending: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(ending));
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(directory, name))).ctimeMs] as const)),
  );
}

interface Way {
  readonly did: string;
  readonly seconds: number;
  readonly directory: string;
  readonly ending: string;
}

/** One call, spoken to its end: milliseconds from the hang-up to the message that is there. */
async function delayOf(house: SecuredLab, { did, directory, ending, seconds }: Way): Promise<number> {
  const before = await came(directory, ending);
  await house.speaks(did, seconds);
  const fresh = await house.under.soon(
    async () => [...(await came(directory, ending))].filter(([name]) => !before.has(name)),
    (all) => all.length > 0,
    PATIENCE_MS,
  );
  const hungUp = hungUpAt(house.under, did);
  const [message] = fresh;
  if (message === undefined || hungUp === null) throw new Error('no message came of a call');
  return message[1] - hungUp;
}

/** In how many messages somebody was looked for in time. */
async function lookedFor(house: SecuredLab): Promise<number> {
  const all = await Promise.all(
    (await house.messages()).map(async (message) => {
      const sealed = await house.shelf.read(message);
      const clear = sealed instanceof Failure ? sealed : await opened(sealed, house.owner.text);
      if (clear instanceof Failure) throw clear;
      return (JSON.parse(clear.facts) as { speech: unknown }).speech !== null;
    }),
  );
  return all.filter(Boolean).length;
}

/**
 * `npm run bench -- messages [ROUNDS]`: how soon after the caller hung up a message is sealed, and nothing of it left in clear, beside how soon the
 * voicemail of the same PBX has written its own. Both by the hang-up that the carrier saw, and by the file system.
 */
export async function messages([rounds = '12']: readonly string[]): Promise<void> {
  const house = await SecuredLab.up();
  try {
    await house.under.daemon.start();
    await house.enrol();
    const { directory } = house.under.lab;
    const secured = {
      did: SECURED_DID,
      seconds: SECURED_S,
      directory: join(directory, 'storage/voicemail/messages/105'),
      ending: '',
    };
    const inbox = join(directory, 'agency/spool/voicemail/default/101/INBOX');
    const ordinary = { did: ORDINARY_DID, seconds: ORDINARY_S, directory: inbox, ending: '.txt' };
    const sealed: number[] = [];
    const written: number[] = [];
    for (let round = 0; round < Number(rounds); round += 1) {
      house.under.farEnd.clear();
      const [ours, theirs] = await Promise.all([delayOf(house, secured), delayOf(house, ordinary)]);
      sealed.push(ours);
      written.push(theirs);
      await house.under.quiet(PATIENCE_MS);
    }
    say(`\nmessages: ${sealed.length} calls each; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
    say('from the hang-up, ms                         p50     p95     max');
    for (const [name, times] of [
      ['sealed, without a transcript', sealed],
      ['written by the voicemail of the PBX', written],
    ] as const)
      say([name.padEnd(40), ...[0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0).padStart(7))].join(' '));
    say(
      `\nsomebody speaking was looked for in time in ${await lookedFor(house)} of ${sealed.length}; aim: sealed p95 1,500 ms`,
    );
  } finally {
    await house.down();
  }
}
