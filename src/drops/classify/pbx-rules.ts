import type { Note, Verdict } from '../../call/drop-verdict.ts';
import type { LegAccount, Surroundings } from './call-account.ts';
import { type Ending, endingRequests, ours, TOGETHER_MS } from './ending.ts';

/** Asterisk's soft-hangup flags (`channel.h`): the PBX stops; TIMEOUT(absolute) ran out; somebody asked for it on console or ARI. */
const STOPPING = 4;
const BY_PBX: ReadonlySet<number> = new Set([8, 32]);
/** CHANNEL(hangupsource) that the daemon sets before its own hang-ups. */
const OWN_LABEL = /^(?:daemon|withheld)\//;
const STOP_MS = 2_000;
/** A link that was down so shortly before the end may have taken the word about it along. */
const GAP_MS = 3_000;

function ended(since: number, confidence: number, evidence: readonly Note[]): Verdict {
  return { class: 'pbx-ended', releasedBy: 'pbx', confidence, detail: null, evidence, since };
}

function nobodyAsked({ survivorAsked, workerAsked }: Ending): boolean {
  return survivorAsked === null && workerAsked === null;
}

/** Row 15's own label, which is looked at before all else: our own hang-up. */
export function ownHangup(ending: Ending): Verdict | null {
  if (!nobodyAsked(ending)) return null;
  const named = [ending.survivor, ...ours(ending)].flatMap(({ sources }) => sources);
  const own = named.find(({ label }) => label !== null && OWN_LABEL.test(label));
  if (own === undefined) return null;
  return ended(own.at, 0.95, [{ at: own.at, source: own.source, says: 'the daemon named itself as the source' }]);
}

/** Row 2: the PBX was stopped. */
export function stopped(ending: Ending, { stoppingAt }: Surroundings): Verdict | null {
  const asked = [ending.survivorAsked, ending.workerAsked].filter((each) => each !== null);
  const soft = [ending.survivor, ...ours(ending)].flatMap(({ softs }) => softs).find(({ flag }) => flag === STOPPING);
  const shared = { class: 'pbx-failed', releasedBy: 'pbx', detail: null } as const;
  if (soft !== undefined && !asked.some(({ at }) => at < soft.at + TOGETHER_MS))
    return {
      ...shared,
      confidence: 0.99,
      since: soft.at,
      evidence: [{ at: soft.at, source: soft.source, says: 'the PBX stopped (soft hang-up 4)' }],
    };
  if (stoppingAt === null || asked.length > 0 || Math.abs(stoppingAt - ending.at) > STOP_MS) return null;
  return {
    ...shared,
    confidence: 0.95,
    since: ending.at,
    evidence: [{ at: stoppingAt, source: 'ami', says: 'the PBX said that it stops' }],
  };
}

function leftAt(leg: LegAccount, otherwise: number): number {
  return leg.bridges.filter(({ entered }) => !entered).at(-1)?.at ?? leg.endedAt ?? otherwise;
}

/** A soft hang-up that began the end; one of a leg whose partner had left before only cleans up. */
function killed(ending: Ending): Note | null {
  const { survivor, at } = ending;
  const legs = [survivor, ...ours(ending)];
  for (const leg of legs) {
    const soft = leg.softs.find(({ flag }) => BY_PBX.has(flag));
    const partners = legs.filter((each) => each !== leg && (each === survivor || leg === survivor));
    if (soft !== undefined && !partners.some((each) => leftAt(each, at) < soft.at - TOGETHER_MS))
      return { at: soft.at, source: soft.source, says: `${leg.party}: hung up by the PBX (soft hang-up ${soft.flag})` };
  }
  return null;
}

/**
 * Row 15: nobody's SIP side ended the call, so the PBX did. That nothing was told is proof only where everything would have been: CEL says that
 * nobody is the source, our own BYE was seen, or both links told of the end.
 */
export function pbxHangup(ending: Ending, { gaps }: Surroundings): Verdict | null {
  if (!nobodyAsked(ending)) return null;
  const { survivor, at } = ending;
  const kill = killed(ending);
  if (kill !== null) return ended(kill.at, 0.95, [kill]);
  const dialplan = survivor.sources.find(({ label }) => label?.startsWith('dialplan/'));
  if (dialplan !== undefined)
    return ended(dialplan.at, 0.9, [{ at: dialplan.at, source: dialplan.source, says: 'the dialplan hung up' }]);
  const softened = [survivor, ...ours(ending)].some(({ softs }) => softs.some(({ flag }) => flag !== 16));
  const silentGap = gaps.some(({ from, until }) => from <= at && (until ?? at) >= at - GAP_MS);
  if (softened || silentGap || !survivor.bridges.some(({ entered }) => !entered)) return null;
  // Whoever left first is the leg that was hung up; the order within some milliseconds tells nothing, a longer one does.
  const first = Math.min(...ours(ending).map((leg) => leftAt(leg, at)));
  if (first < leftAt(survivor, at) - TOGETHER_MS) return null;
  const source = survivor.heard.has('ari') ? 'ari' : 'timeline';
  return ended(at, proven(ending) ? 0.95 : 0.8, [
    { at, source, says: 'the PBX took the legs down, and nobody asked for it' },
  ]);
}

function proven({ survivor, call }: Ending): boolean {
  const legs = [survivor, ...call.workers];
  const nobodyNamed =
    survivor.sources.length > 0 &&
    legs.every(({ sources }) => sources.every(({ by, label }) => by === null && label === null));
  const ownBye = endingRequests(survivor, 'out').length > 0;
  return (nobodyNamed || ownBye) && survivor.heard.has('ari') && survivor.heard.has('ami');
}
