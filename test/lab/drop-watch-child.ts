import { readFileSync } from 'node:fs';
import { wirePlanOf } from '../../src/adapters/asterisk/files/wire-plan.ts';
import { DialogWords } from '../../src/adapters/asterisk/live/dialog-words.ts';
import { PbxWire } from '../../src/adapters/asterisk/pbx-wire.ts';
import { systemTimer } from '../../src/adapters/time/system-time.ts';
import type { LiveCall } from '../../src/call/ended-call.ts';
import { loadConfig } from '../../src/config/load.ts';
import { droppedCalls } from '../../src/daemon/dropped-calls.ts';
import type { LogFields } from '../../src/ports/log.ts';

/**
 * The daemon's detector by itself, as a process: mirror, thread and listener. Says each fact as a line of JSON, and takes the calls that an earlier one
 * kept as live from a file. What the mirror shows it hears only when told `mirror`.
 */
const [configPath = '', knownPath = '', mirror = ''] = process.argv.slice(2);
const loaded = loadConfig(configPath);
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const say = (kind: string) => (call: unknown) =>
  process.stdout.write(`${JSON.stringify({ kind, at: Date.now(), call })}\n`);
const named = (event: string, fields: LogFields = {}): void => {
  process.stdout.write(`${JSON.stringify({ ...fields, kind: event, at: Date.now() })}\n`);
};

const drops = droppedCalls({
  config: loaded.config,
  log: { info: named, warn: named, error: named },
  known: JSON.parse(readFileSync(knownPath, 'utf8')) as readonly LiveCall[],
  listeners: [
    {
      live: say('live'),
      suspected: say('suspected'),
      restored: say('restored'),
      ended: say('ended'),
      raised: say('raised'),
    },
  ],
  trunk: ({ reachable, trunk }) => named('trunk', { why: `${trunk} ${reachable ? 'there' : 'away'}` }),
});
if (mirror === 'mirror') {
  const plan = wirePlanOf(loaded.config);
  const wire = new PbxWire(plan, systemTimer);
  const words = new DialogWords({
    trunksAt: (address) => wire.lines.trunksAt(address),
    agent: plan.agent,
    tell: (word) => drops.word(word),
  });
  wire.tap.onMessage((message) => words.message(message));
  if (!(await wire.start())) throw new Error('the mirror cannot be heard');
}
drops.start();
