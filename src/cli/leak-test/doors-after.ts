import type { PbxNotes } from '../../adapters/asterisk/pbx-notes.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { doorNote, type Judge } from '../../leaks/door-note.ts';
import type { DoorVerdict } from '../../leaks/door-verdicts.ts';
import { withNotes } from '../kept-notes.ts';

/** What became of an ordinary door after the test. `unconfirmed`: the PBX did not take it. */
export interface DoorAfter {
  readonly door: string;
  readonly verdict: DoorVerdict['verdict'];
  readonly done: 'closed' | 'reopened' | 'left-open' | 'left-closed' | 'unconfirmed';
}

/** Has the PBX close the doors that leaked and open those that were closed and are clean now. */
export async function doorsAfter(
  config: Config,
  verdicts: readonly DoorVerdict[],
  judge: Judge,
): Promise<readonly DoorAfter[]> {
  const done = await withNotes(config, async (notes) => {
    const kept = await notes.read();
    if (kept.outcome !== 'ok') return new Failure('QUARANTINE_UNREADABLE');
    const after: DoorAfter[] = [];
    for (const said of verdicts)
      after.push(await doorAfter(notes, said, kept.value.get(`closed-${said.door}`) ?? '', judge));
    return after;
  });
  return done instanceof Failure ? verdicts.map(({ door, verdict }) => ({ door, verdict, done: 'unconfirmed' })) : done;
}

async function doorAfter(notes: PbxNotes, said: DoorVerdict, kept: string, judge: Judge): Promise<DoorAfter> {
  const { door, verdict } = said;
  const value = doorNote(said, kept, judge, Math.floor(Date.now() / 1000));
  if (value === null) return { door, verdict, done: kept === '' ? 'left-open' : 'left-closed' };
  const answer = await notes.write(`closed-${door}`, value);
  if (value === '') await notes.write(`open-${door}`, '');
  const became = value === '' ? 'reopened' : 'closed';
  return { door, verdict, done: answer.outcome === 'ok' ? became : 'unconfirmed' };
}

const WORDS: Readonly<Record<DoorAfter['done'], string>> = {
  closed: 'it leaked and is closed now: ordinary calls leave by another trunk, or not at all',
  reopened: 'it was closed and is clean: open again',
  'left-open': 'open',
  'left-closed':
    'still closed: this test has not shown it clean, or something else closed it (see `withheld quarantine`)',
  unconfirmed: 'the PBX did not confirm what the test asks for: see `withheld quarantine`',
};

/** The doors as a person reads them; those that stay open are not named. */
export function doorLines(doors: readonly DoorAfter[]): readonly string[] {
  const told = doors.filter(({ done }) => done !== 'left-open');
  return told.length === 0 ? [] : ['', ...told.map(({ door, done }) => `door ${door}: ${WORDS[done]}`)];
}
