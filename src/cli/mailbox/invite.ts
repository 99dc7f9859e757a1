import { createHash, randomInt } from 'node:crypto';
import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { inviteWrite } from '../../adapters/sqlite/owner-store.ts';
import { OWNERS } from '../../adapters/sqlite/schema.ts';
import { mailboxOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { printLine, printNote } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly hours: string;
}

/** No letter that is taken for a digit or another letter: five bits each. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const GROUPS = 4;
const GROUP = 4;
const HOUR_MS = 3_600_000;
const MOST_HOURS = 168;

export async function inviteOwner(text: string, flags: Flags): Promise<void> {
  const code = await invited(text, flags);
  if (code instanceof Failure) {
    endFailed(code);
    return;
  }
  printLine(code);
  printNote(
    `good once, for ${flags.hours} hours, on the page /mailbox of the console; give it to the owner of ${text} in person, and to nobody else`,
  );
}

/** The code: eighty random bits. Only its digest is kept. */
async function invited(text: string, { config, hours }: Flags): Promise<string | Failure> {
  const loaded = configFrom(config);
  if (loaded instanceof Failure) return loaded;
  const box = mailboxOf(text);
  if (box === null || !loaded.voicemail.secured.includes(box)) return new Failure('VOICEMAIL_NOT_DECLARED');
  const whole = /^[0-9]{1,3}$/.test(hours) ? Number(hours) : 0;
  if (whole < 1 || whole > MOST_HOURS) return new Failure('USAGE', `--hours takes 1 to ${MOST_HOURS}`);
  const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const groups = Array.from({ length: GROUPS }, group);
  const codeHash = createHash('sha256').update(groups.join(''), 'utf8').digest('hex');
  const invite = { box, codeHash, expiresAt: Date.now() + whole * HOUR_MS };
  const failure = await new DatabaseGuest(loaded.storage.directory, OWNERS).write([inviteWrite(invite)]);
  return failure ?? groups.join('-');
}
