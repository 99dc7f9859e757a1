import { judge, judgedInFull } from '../../src/leaks/judge/judge.ts';
import { chance } from '../scenarios/fuzzed-stream.ts';
import { mutated, pick, recordedCorpus, withSecret } from '../unit/leaks/mutated-messages.ts';
const corpus = recordedCorpus(); let bad = 0;
for (let seed = 0; seed < Number(process.argv[2]); seed++) {
  const random = chance(seed); const kind = seed % 3; const m = pick(random, corpus);
  let raw = kind === 0 ? m.raw : mutated(random, m.raw); if (kind === 2) raw = withSecret(random, raw);
  const a = JSON.stringify(judge(raw, m.passage, m.expected)), b = JSON.stringify(judgedInFull(raw, m.passage, m.expected));
  if (a !== b && bad++ < 3) console.log(seed, m.passage, m.expected.door, JSON.stringify(raw.toString('latin1')), a, b);
}
console.log('bad', bad);
