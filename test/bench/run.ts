import { callPath } from './call-path.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = { 'call-path': callPath };

/** `npm run bench -- NAME`: measures, prints, judges nothing. Without a name, everything. */
async function main(): Promise<void> {
  const [name] = process.argv.slice(2);
  const chosen = name === undefined ? Object.values(BENCHES) : [BENCHES[name]];
  for (const bench of chosen) {
    if (bench === undefined) {
      process.stderr.write(`error: no bench "${name}"\nhint: one of ${Object.keys(BENCHES).join(', ')}\n`);
      process.exitCode = 2;
      return;
    }
    await bench();
  }
}

await main();
