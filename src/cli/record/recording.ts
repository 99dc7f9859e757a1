import { setTimeout as pause } from 'node:timers/promises';
import type { SourceLine } from '../../adapters/asterisk/evidence/own-evidence.ts';
import { wirePlanOf } from '../../adapters/asterisk/files/wire-plan.ts';
import { DialogWords } from '../../adapters/asterisk/live/dialog-words.ts';
import { DropSources } from '../../adapters/asterisk/live/drop-sources.ts';
import { housePlanOf } from '../../adapters/asterisk/live/house-plan.ts';
import { PbxWire } from '../../adapters/asterisk/pbx-wire.ts';
import { amiTarget, ariTarget, besideApplication } from '../../adapters/asterisk/targets.ts';
import { systemTimer } from '../../adapters/time/system-time.ts';
import type { Config } from '../../config/config.ts';
import { Failure, type FailureCode } from '../../failure.ts';
import { PlainLines } from './plain-lines.ts';

const LINK_PATIENCE_MS = 10_000;

export interface RecordingParts {
  readonly config: Config;
  /** Takes one line of the file. */
  readonly write: (line: string) => void;
  /** Something to tell the person who records. */
  readonly note: (text: string) => void;
}

/**
 * Records what the detector hears, beside a running daemon: under an ARI application of its own, with links and a poller of its own. The mirror has one
 * listener; where the daemon is it, the recording goes without.
 */
export async function record(
  { config, note, write }: RecordingParts,
  forMs: number,
  stop: AbortSignal,
): Promise<Failure | null> {
  const beganAt = Date.now();
  const clock = performance.now();
  const now = (): number => beganAt + performance.now() - clock;
  const plain = new PlainLines(beganAt);
  let trouble: FailureCode = 'PBX_ARI_UNREACHABLE';
  let up = false;
  let over = false;
  const sources = new DropSources({
    plan: {
      ari: ariTarget(config, besideApplication(config, 'record')),
      ami: amiTarget(config),
      house: housePlanOf(config),
    },
    now,
    // Our own going away is no loss.
    line: (line: SourceLine, at) => {
      if (!over) write(plain.line(line, at));
    },
    probe: () => undefined,
    state: (is) => {
      if (!is && up && !over) note('the link to the PBX was lost; what happens until it is back is not recorded');
      up ||= is;
    },
    trouble: (code) => {
      trouble = code;
    },
  });
  const wire = await mirror(config, sources);
  if (wire === null)
    note('the mirror is heard by another program, the daemon most likely: recorded without what stands on the wire');
  write(plain.mark('START', beganAt, { recorder: 'withheld 1', mirror: wire !== null }));
  sources.start();
  const end = now() + forMs;
  const patience = now() + LINK_PATIENCE_MS;
  while (!stop.aborted && now() < end && (up || now() < patience)) await pause(50);
  over = true;
  await sources.stop();
  await wire?.stop();
  write(plain.mark('END', now()));
  return up || stop.aborted ? null : new Failure(trouble);
}

/** `null` where its address cannot be had. */
async function mirror(config: Config, sources: DropSources): Promise<PbxWire | null> {
  const plan = wirePlanOf(config);
  const wire = new PbxWire(plan, systemTimer);
  const words = new DialogWords({
    trunksAt: (address) => wire.lines.trunksAt(address),
    agent: plan.agent,
    tell: (word) => sources.word(word),
  });
  wire.tap.onMessage((message) => words.message(message));
  if (await wire.start()) return wire;
  await wire.stop();
  return null;
}
