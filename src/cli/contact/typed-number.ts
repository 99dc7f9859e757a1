import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { PhoneNumber } from '../../call/phone-number.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { countryPack } from '../../identity/countries/lookup.ts';
import { readDialled } from '../../identity/numbering.ts';
import { printNote } from '../output.ts';

/** Far longer than a number; what is piped in by mistake is not read to its end. */
const MOST = 4_096;

/** A number as people write it, in the country of the configuration; CONTACT_NUMBER_UNREADABLE says nothing of what was typed. */
function contactNumber(text: string, config: Config): PhoneNumber | Failure {
  const read = readDialled(text.trim(), countryPack(config.country), []);
  if (read.kind !== 'number' || read.asked !== null) return new Failure('CONTACT_NUMBER_UNREADABLE');
  const { numbers } = config.secrets;
  return numbers.some((own) => own.equals(read.number)) ? new Failure('CONTACT_NUMBER_OWN') : read.number;
}

async function piped(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > MOST) break;
  }
  return text;
}

/** Asks without showing what is typed: screens are looked at, and terminals remember. */
async function asked(question: string): Promise<string> {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(question);
  try {
    return await line.question('');
  } finally {
    line.close();
    process.stderr.write('\n');
  }
}

/**
 * The number from standard input, or asked for at the terminal; `twice`: again, because nobody sees what is typed and a wrong number would be
 * somebody else's. Never from the command line.
 */
export async function typedNumber(config: Config, twice: boolean): Promise<PhoneNumber | Failure> {
  if (!process.stdin.isTTY) return contactNumber(await piped(), config);
  printNote('The number is not shown while you type.');
  const number = contactNumber(await asked('Number: '), config);
  if (number instanceof Failure || !twice) return number;
  const again = contactNumber(await asked('Once more: '), config);
  return !(again instanceof Failure) && again.equals(number) ? number : new Failure('CONTACT_NUMBER_DIFFERS');
}
