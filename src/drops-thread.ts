import { parentPort, workerData } from 'node:worker_threads';
import { LegNames } from './adapters/asterisk/evidence/leg-names.ts';
import { ownEvidence } from './adapters/asterisk/evidence/own-evidence.ts';
import { DropSources, type DropSourcesPlan } from './adapters/asterisk/live/drop-sources.ts';
import { partyOfAlias } from './adapters/asterisk/live/house-names.ts';
import { legOf } from './adapters/asterisk/normalise.ts';
import type { LiveCall } from './call/ended-call.ts';
import type { DropFact, DropOrder } from './drops/drop-words.ts';
import { LiveDrops } from './drops/live-drops.ts';

/**
 * The composition root of the detector's thread: it has links to the PBX of its own, so that no decision waits behind it and nothing it is told waits
 * behind a decision.
 */
export interface DropsPlan {
  readonly sources: DropSourcesPlan;
  readonly known: readonly LiveCall[];
}

const ALIVE_EVERY_MS = 500;
/** Facts of one moment are looked at together. */
const TOGETHER_MS = 20;
/** What time alone brings about. */
const TICK_MS = 25;

const { known, sources: plan } = workerData as DropsPlan;
const beganAt = Date.now() - performance.now();
const waiting: DropFact[] = [];
let heard = false;
let looking: NodeJS.Timeout | null = null;

/** Milliseconds since 1970 of a clock that nobody sets: a machine's own may jump. */
function now(): number {
  return Math.round(beganAt + performance.now());
}

/** What is told in one turn crosses as one. */
function tell(fact: DropFact): void {
  if (waiting.push(fact) > 1) return;
  queueMicrotask(() => parentPort?.postMessage(waiting.splice(0)));
}

function look(): void {
  if (looking !== null) clearTimeout(looking);
  looking = null;
  drops.advance(now());
}

const names = new LegNames();
const sources = new DropSources({
  plan,
  now,
  line: ({ source, fields }, at) => {
    for (const fact of ownEvidence(source, fields, at, names)) drops.hear(fact);
    looking ??= setTimeout(look, TOGETHER_MS);
  },
  probe: (leg) => drops.probe(legOf(leg)),
  trunk: (reach) => tell({ kind: 'trunk', reach }),
  state: (up) => {
    heard = up;
    tell({ kind: 'watching', heard });
  },
  listed: (legs, bootedAt) => drops.listed(legs, bootedAt, now()),
  polled: () => drops.upLegs,
});
const drops: LiveDrops = new LiveDrops({
  partyOf: partyOfAlias,
  trunkOf: (endpoint) => sources.names.trunkOf(endpoint),
  extensionOf: (endpoint) => sources.names.extensionOf(endpoint),
  known,
  listener: {
    live: (call) => tell({ kind: 'live', call }),
    suspected: (call) => tell({ kind: 'suspected', call }),
    restored: (call) => tell({ kind: 'restored', call }),
    ended: (call) => tell({ kind: 'ended', call }),
    raised: (call) => tell({ kind: 'raised', call }),
  },
  forgotten: (legs) => {
    for (const leg of legs) names.forget(leg);
  },
});

parentPort?.on('message', (orders: readonly DropOrder[]) => {
  for (const { word } of orders) sources.word(word);
});
setInterval(() => tell({ kind: 'watching', heard }), ALIVE_EVERY_MS);
setInterval(look, TICK_MS);
sources.start();
