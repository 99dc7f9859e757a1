import { parentPort, workerData } from 'node:worker_threads';
import type { WirePlan } from './adapters/asterisk/files/wire-plan.ts';
import { LegEnder } from './adapters/asterisk/leg-ender.ts';
import { DialogWords } from './adapters/asterisk/live/dialog-words.ts';
import { PbxWire } from './adapters/asterisk/pbx-wire.ts';
import { systemClock as clock, systemTimer as timer } from './adapters/time/system-time.ts';
import type { LegId } from './call/call-event.ts';
import { Rehearsal } from './leaks/wire/rehearsal.ts';
import { WireCheck } from './leaks/wire/wire-check.ts';
import type { WireAsks, WireFact, WireOrder } from './leaks/wire/wire-words.ts';

/**
 * The composition root of the wire check's thread: it owns the socket of the mirror and judges, so that no decision waits behind a message.
 * It knows the plan it was given and tells facts; the PBX is asked by way of the daemon, but for the end of a leaking call, which waits for nobody.
 */
const LISTEN_AGAIN_MS = 10_000;

const waiting: (WireFact | WireAsks)[] = [];

/** What is told in one turn crosses as one. */
function tell(fact: WireFact | WireAsks): void {
  if (waiting.push(fact) > 1) return;
  queueMicrotask(() => parentPort?.postMessage(waiting.splice(0)));
}

async function listen(wire: PbxWire): Promise<void> {
  const heard = await wire.start();
  tell({ kind: 'listening', heard });
  if (!heard) timer.after(LISTEN_AGAIN_MS, () => void listen(wire));
}

const plan = workerData as WirePlan;
const wire = new PbxWire(plan, timer);
const words = new DialogWords({
  trunksAt: (address) => wire.lines.trunksAt(address),
  agent: plan.agent,
  tell: (word) => tell({ kind: 'dialog', word }),
});
const ender = plan.ari === null ? null : new LegEnder(plan.ari);
const ownWay = ender === null ? null : (leg: LegId) => ender.hangUp(leg);
const check = new WireCheck({ tap: wire.tap, lines: wire.lines, clock, timer, tell, ownWay });
parentPort?.on('message', (orders: readonly WireOrder[]) => {
  for (const order of orders) check.take(order);
});
check.start();
new Rehearsal(wire.lines, timer).start();
// Behind the judge: what hurts is looked at first.
wire.tap.onMessage((message) => words.message(message));
void listen(wire);
if (ender !== null) {
  void ender.warm();
  timer.every(ender.warmEveryMs, () => void ender.warm());
}
