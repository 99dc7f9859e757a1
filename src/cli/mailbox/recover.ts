import { readFile, writeFile } from 'node:fs/promises';
import { MessageFolders } from '../../adapters/message-files/message-folders.ts';
import { identityIn, opened } from '../../adapters/sealing/age-opener.ts';
import type { Config } from '../../config/config.ts';
import { messageDirectory } from '../../config/message-places.ts';
import { Failure } from '../../failure.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printLine } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly identity: string;
  readonly out: string;
}

export async function recoverMessage(text: string, { config, identity, out }: Flags): Promise<void> {
  const loaded = configFrom(config);
  const facts = loaded instanceof Failure ? loaded : await recovered(loaded, text, identity, out);
  if (facts instanceof Failure) endFailed(facts);
  else printLine(oneLine(facts.trim()));
}

/** The facts sealed with the message; its voice is in `out`, for the owner of the file alone. */
async function recovered(config: Config, text: string, identityFile: string, out: string): Promise<string | Failure> {
  const shelf = new MessageFolders(messageDirectory(config));
  const there = await shelf.all();
  if (there instanceof Failure) return there;
  const message = there.find(({ id }) => id === text);
  if (message === undefined) return new Failure('VOICEMAIL_NO_MESSAGE');
  const identity = await readFile(identityFile, 'utf8').then(identityIn, () => null);
  if (identity === null) return new Failure('USAGE', '--identity names no file with an age identity in it');
  const sealed = await shelf.read(message);
  const clear = sealed instanceof Failure ? sealed : await opened(sealed, identity);
  if (clear instanceof Failure) return clear;
  try {
    await writeFile(out, clear.voice, { mode: 0o600, flag: 'wx' });
    return clear.facts;
  } catch (cause) {
    return new Failure('OUTPUT_UNWRITABLE', undefined, { cause });
  }
}
