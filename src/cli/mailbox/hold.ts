import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { holdWrite, messagesIn } from '../../adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../adapters/sqlite/schema.ts';
import { Failure } from '../../failure.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { printLine } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly off?: boolean;
}

export async function holdMessage(text: string, { config, off = false }: Flags): Promise<void> {
  const loaded = configFrom(config);
  const failure = loaded instanceof Failure ? loaded : await held(loaded.storage.directory, text, !off);
  if (failure !== null) endFailed(failure);
  else printLine(off ? `${text} is kept as long as its days say` : `${text} is kept until \`hold --off\``);
}

async function held(directory: string, text: string, hold: boolean): Promise<Failure | null> {
  const guest = new DatabaseGuest(directory, VOICEMAIL);
  const known = await messagesIn((sql) => guest.read(sql, []));
  if (known.outcome !== 'ok') return new Failure(known.why);
  const message = known.value.find(({ id }) => id === text);
  if (message === undefined) return new Failure('VOICEMAIL_NO_MESSAGE');
  return await guest.write([holdWrite(message.id, hold)]);
}
