import type { PbxNotes } from '../../adapters/asterisk/pbx-notes.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { type DoorVerdict, doorVerdicts } from '../../leaks/door-verdicts.ts';
import type { LeakTestReport } from '../../leaks/tester/report.ts';
import { withNotes } from '../kept-notes.ts';

/** What became of an ordinary door after the test. `unconfirmed`: the PBX did not take it. */
export interface DoorAfter {
  readonly door: string;
  readonly verdict: DoorVerdict['verdict'];
  readonly done: 'closed' | 'reopened' | 'left-open' | 'left-closed' | 'unconfirmed';
}

/** Has the PBX close the doors that leaked and open those that were closed and are clean now. */
export async function doorsAfter(config: Config, report: LeakTestReport): Promise<readonly DoorAfter[]> {
  const verdicts = doorVerdicts(report);
  const done = await withNotes(config, async (notes) => {
    const kept = await notes.read();
    if (kept.outcome !== 'ok') return new Failure('QUARANTINE_UNREADABLE');
    const after: DoorAfter[] = [];
    for (const said of verdicts)
      after.push(await doorAfter(notes, said, (kept.value.get(`closed-${said.door}`) ?? '') !== ''));
    return after;
  });
  return done instanceof Failure ? verdicts.map(({ door, verdict }) => ({ door, verdict, done: 'unconfirmed' })) : done;
}

async function doorAfter(notes: PbxNotes, said: DoorVerdict, closed: boolean): Promise<DoorAfter> {
  const { door, verdict } = said;
  const value = noteFor(said, closed);
  if (value === null) return { door, verdict, done: closed ? 'left-closed' : 'left-open' };
  const answer = await notes.write(`closed-${door}`, value);
  if (value === '') await notes.write(`open-${door}`, '');
  const became = value === '' ? 'reopened' : 'closed';
  return { door, verdict, done: answer.outcome === 'ok' ? became : 'unconfirmed' };
}

/** What the PBX is to keep about the door; `null`: nothing changes. */
function noteFor(said: DoorVerdict, closed: boolean): string | null {
  if (said.verdict === 'leaked' && !closed) return `${Math.floor(Date.now() / 1000)} ${said.why}`;
  return said.verdict === 'clean' && closed ? '' : null;
}

const WORDS: Readonly<Record<DoorAfter['done'], string>> = {
  closed: 'it leaked and is closed now: ordinary calls leave by another trunk, or not at all',
  reopened: 'it was closed and is clean: open again',
  'left-open': 'open',
  'left-closed': 'still closed: this test has not shown it clean',
  unconfirmed: 'the PBX did not confirm what the test asks for: see `withheld quarantine`',
};

/** The doors as a person reads them; those that stay open are not named. */
export function doorLines(doors: readonly DoorAfter[]): readonly string[] {
  const told = doors.filter(({ done }) => done !== 'left-open');
  return told.length === 0 ? [] : ['', ...told.map(({ door, done }) => `door ${door}: ${WORDS[done]}`)];
}
