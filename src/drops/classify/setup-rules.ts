import type { Note, ReleasedBy, SetupDetail, Verdict } from '../../call/drop-verdict.ts';
import { askedBy, type Ending } from './ending.ts';
import { networkSaid, rtpTimeout } from './network-rules.ts';
import { detailOfCause, detailOfStatus, isNetworkStatus } from './release-causes.ts';

const RELEASED_BY: Readonly<Record<SetupDetail, ReleasedBy>> = {
  busy: 'survivor-side',
  unreachable: 'survivor-side',
  refused: 'survivor-side',
  'refused-anonymous': 'survivor-side',
  'wrong-number': 'survivor-side',
  'trunk-failure': 'trunk',
  cancelled: 'worker-side',
  'nobody-answered': 'pbx',
  unclear: 'unknown',
};

function setupFailed(detail: SetupDetail, confidence: number, since: number, evidence: readonly Note[]): Verdict {
  return { class: 'setup-failed', releasedBy: RELEASED_BY[detail], confidence, detail, evidence, since };
}

function abandonedWords({ survivor, call }: Ending): readonly Note[] {
  const queue = survivor.queue.filter(({ word }) => word === 'abandoned');
  const cancelled = call.workers.flatMap(({ dials }) => dials.filter(({ status }) => status === 'CANCEL'));
  return [
    ...queue.map(({ at, source }) => ({ at, source, says: 'queue: the caller left' })),
    ...cancelled.map(({ at, source }) => ({ at, source, says: 'dial: cancelled while ringing' })),
  ];
}

/** A call that came in and that nobody of ours ever answered (row 4); `null` where another row decides. */
function unansweredInbound(ending: Ending): Verdict | null {
  const { survivor, survivorAsked: asked, at } = ending;
  if (rtpTimeout(survivor) !== null || survivor.softs.some(({ flag }) => flag === 4 || flag === 32)) return null;
  const words = abandonedWords(ending);
  if (asked === null) {
    const left = words.some(({ says }) => says.startsWith('queue'));
    if (left && survivor.ends.some(({ cause }) => cause === 44)) return null;
    return left
      ? verdictAbandoned(0.8, at, words)
      : setupFailed('nobody-answered', 0.7, at, [{ at, source: 'timeline', says: 'no leg of ours was ever up' }]);
  }
  const cancelled = asked.techCause === 487 || words.length > 0;
  // Waiting in a queue the caller is up, and a network can lose them there like anywhere.
  const said = survivor.answeredAt === null ? null : networkSaid(asked);
  if (said === 'raw' || said === 'both' || (said !== null && !cancelled)) return null;
  return verdictAbandoned(cancelled ? 0.98 : 0.9, asked.at, [...asked.notes, ...words]);
}

function verdictAbandoned(confidence: number, since: number, evidence: readonly Note[]): Verdict {
  return { class: 'abandoned', releasedBy: 'survivor-side', confidence, detail: null, evidence, since };
}

/** The far end, or the trunk, refused: by its SIP status, or by the Q.850 cause where none was told. */
function refused({ survivor, at }: Ending): Verdict | null {
  const asked = askedBy(survivor);
  const answer = survivor.sip.find(
    ({ direction, method, status }) => direction === 'in' && method === 'INVITE' && (status ?? 0) >= 300,
  );
  const status = asked?.techCause ?? answer?.status ?? null;
  // 487 only answers our own CANCEL; why we cancelled, the dialling says.
  if (status !== null && (status !== 487 || asked !== null)) {
    const seen =
      answer === undefined
        ? []
        : [{ at: answer.at, source: answer.source, says: `survivor: answered SIP ${answer.status}` }];
    return setupFailed(detailOfStatus(status) ?? 'unclear', 0.99, asked?.at ?? at, [...(asked?.notes ?? []), ...seen]);
  }
  if (asked === null) return null;
  return setupFailed(detailOfCause(asked.cause), asked.cause === 127 ? 0.6 : 0.9, asked.at, asked.notes);
}

/** A call of ours to the survivor that was never answered (row 5). */
function unansweredOutbound(ending: Ending): Verdict {
  const { survivor, call, at } = ending;
  const refusal = refused(ending);
  if (refusal !== null) return refusal;
  const dialled = survivor.dials.at(-1);
  const evidence =
    dialled === undefined ? [] : [{ at: dialled.at, source: dialled.source, says: `dial: ended ${dialled.status}` }];
  const callerLeft = dialled?.status === 'CANCEL' || call.workers.some((leg) => askedBy(leg) !== null);
  if (callerLeft) return setupFailed('cancelled', 0.9, at, evidence);
  return setupFailed(dialled?.status === 'NOANSWER' ? 'unreachable' : 'unclear', 0.7, at, evidence);
}

/** Nobody saw the leg up, nor who called whom: what only a call that was never answered says is believed, and nothing else. */
function neverSeenUp(ending: Ending): Verdict {
  const { survivor, at } = ending;
  const asked = askedBy(survivor);
  const status = asked?.techCause ?? null;
  const ambiguous = status === null || status === 487 || isNetworkStatus(status);
  const detail = status === null ? null : detailOfStatus(status);
  if (asked !== null && detail !== null && !ambiguous) return setupFailed(detail, 0.9, asked.at, asked.notes);
  const releasedBy = asked === null ? 'unknown' : 'survivor-side';
  const unseen = { at, source: 'timeline', says: 'nobody saw the call answered' } as const;
  const evidence = [...(asked?.notes ?? []), unseen];
  return { class: 'unknown', releasedBy, confidence: 0.4, detail: null, evidence, since: asked?.at ?? at };
}

/** Rows 4 and 5: a call that never came about. `null` for one that did. */
export function setupVerdict(ending: Ending): Verdict | null {
  const { survivor, call } = ending;
  if (survivor.incoming === false && survivor.answeredAt === null) return unansweredOutbound(ending);
  const nobody = !call.workers.some(({ answeredAt }) => answeredAt !== null);
  if (survivor.incoming === true && nobody) return unansweredInbound(ending);
  return survivor.answeredAt === null && rtpTimeout(survivor) === null ? neverSeenUp(ending) : null;
}
