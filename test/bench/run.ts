import { callPath } from './call-path.ts';
import { dropsLive } from './drops-live.ts';
import { dropsReplay } from './drops-replay.ts';
import { intake } from './intake.ts';
import { messages } from './messages.ts';
import { mutations } from './mutations.ts';
import { wireCheck } from './wire-check.ts';

const BENCHES: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  'call-path': callPath,
  'wire-check': wireCheck,
  intake,
  mutations,
  'drops-replay': dropsReplay,
  'drops-live': dropsLive,
  messages,
};

/** `npm run bench -- NAME`: measures, prints, judges nothing. Without a name, everything. */
async function main(): Promise<void> {
  const [name, ...words] = process.argv.slice(2);
  const chosen = name === undefined ? Object.values(BENCHES) : [BENCHES[name]];
  for (const bench of chosen) {
    if (bench === undefined) {
      process.stderr.write(`error: no bench "${name}"\nhint: one of ${Object.keys(BENCHES).join(', ')}\n`);
      process.exitCode = 2;
      return;
    }
    await bench(words);
  }
}

await main();
