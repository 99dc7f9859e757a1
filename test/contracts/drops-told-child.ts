/**
 * Runs until it is killed (see store-drops-killed.test.ts): takes up the calls that were up when it last ended, and ends them once; then tells calls
 * that begin and end. Says `up N` when a call is on the disk, `ended N` when its end was told and may not be. Arguments: database, first call, and
 * `once` to end after taking up.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteDropStore } from '../../src/adapters/sqlite/drop-store.ts';
import { DROPS } from '../../src/adapters/sqlite/schema.ts';
import { systemTimer as timer } from '../../src/adapters/time/system-time.ts';
import { DropRecorder } from '../../src/drops/drop-recorder.ts';
import { endedCall, liveCall, verdictOf } from './drop-calls.ts';
import { NOW, openStorage } from './store-records.ts';

const [path = '', first = '0', how = ''] = process.argv.slice(2);
const { database } = await openStorage(path, { schema: DROPS });
const store = new SqliteDropStore(database);
const recorder = new DropRecorder({
  store,
  known: () => store.known(),
  clock: { now: () => NOW },
  timer,
  counts: { ended: () => undefined },
});
const say = (line: string): void => void writeSync(1, `${line}\n`);

const known = await store.known();
if (known.outcome !== 'ok') throw new Error(known.why);
for (const { since: _, ...call } of known.value) {
  const nth = Number(call.call.split('.')[1]);
  // As the detector does when a call went on unseen: nobody can tell any more.
  recorder.ended(endedCall(nth, 'unknown', { ...call, verdict: verdictOf('unknown', { confidence: 0.4 }) }));
  say(`rebuilt ${nth}`);
}
say('ready');
if (how === 'once') {
  recorder.stop();
  if ((await database.stop(10_000)) > 0) throw new Error('not everything was written');
} else {
  for (let nth = Number(first); ; nth += 1) {
    recorder.live(liveCall(nth));
    if (!(await database.flush(10_000))) throw new Error('not written in time');
    say(`up ${nth}`);
    recorder.ended(endedCall(nth, nth % 3 === 0 ? 'network-drop' : 'worker-ended'));
    say(`ended ${nth}`);
    if (nth % 5 === 0) recorder.raised(endedCall(nth, 'mass-drop', { incident: endedCall(nth).call }));
    await pause(nth % 4);
  }
}
