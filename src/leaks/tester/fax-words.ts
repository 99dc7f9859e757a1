import type { ProbeCaller } from '../../ports/probe-caller.ts';
import type { CanarySearch } from '../judge/canary-search.ts';
import type { ProbeFinding } from './report.ts';
import { failed, RAN, type Ran } from './stage.ts';

/** What a fax says of its sender by itself: the station's number (T.30 TSI, CSI) and the line at the head of each page. */
const WORDS = ['LOCALSTATIONID', 'LOCALHEADERINFO'] as const;

export interface FaxWords {
  readonly ran: Ran;
  readonly findings: readonly ProbeFinding[];
}

/** Looks at what the PBX would write on every fax. A text of the agency is a leak; one that nobody here knows is not clear. */
export async function faxWords(caller: ProbeCaller, canaries: CanarySearch): Promise<FaxWords> {
  const answers = await Promise.all(WORDS.map(async (name) => ({ name, answer: await caller.global(name) })));
  if (answers.some(({ answer }) => answer.outcome !== 'ok'))
    return { ran: failed('the PBX did not say what it writes on a fax'), findings: [] };
  const findings = answers.flatMap(({ name, answer }): readonly ProbeFinding[] => {
    if (answer.outcome !== 'ok' || answer.value === '') return [];
    const tells = canaries.kindsIn(answer.value, 'open').kinds.length > 0;
    return [
      {
        message: 'the next fax',
        vector: 'fax-identity',
        rows: ['E8'],
        place: name,
        excerpt: '…',
        severity: tells ? 'leak' : 'suspicious',
        setting: `leave the global variable ${name} unset`,
      },
    ];
  });
  return { ran: RAN, findings };
}
