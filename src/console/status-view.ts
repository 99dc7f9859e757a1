import { Failure, type FailureCode } from '../failure.ts';
import type { ClassCount } from '../ports/drop-store.ts';
import type {
  Check,
  DaemonStatus,
  OrdinaryDoorStatus,
  RegistrationStatus,
  TrunkHealth,
  TrunkStatus,
} from '../ports/status.ts';

/** One check as it is told: in words, with what to do when it does not hold. */
export interface CheckView {
  readonly name: Check['name'];
  readonly ok: boolean;
  readonly code: FailureCode | null;
  readonly message: string;
  /** `null` when there is nothing to do. */
  readonly hint: string | null;
}

/** An ordinary door; times are ISO 8601, UTC. */
interface DoorView extends Omit<OrdinaryDoorStatus, 'since' | 'until'> {
  readonly since: string | null;
  readonly until: string | null;
}

export interface TrunkView extends Omit<TrunkStatus, 'doors' | 'registration'> {
  readonly registration: (Omit<RegistrationStatus, 'at'> & { readonly at: string }) | null;
  readonly doors: readonly DoorView[];
}

/** Ratios 0 to 1, means in milliseconds. */
export interface HealthView extends Omit<TrunkHealth, 'incoming'> {
  readonly direction: 'in' | 'out';
}

/** `classes` and `health` are of the last 24 hours. */
export interface CallsView {
  readonly live: number;
  readonly suspected: number;
  readonly classes: readonly ClassCount[];
  readonly health: readonly HealthView[];
}

/** The status as `/api/status` gives it. */
export interface StatusView {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly ready: boolean;
  readonly checks: readonly CheckView[];
  readonly trunks: readonly TrunkView[];
  readonly calls: CallsView;
}

const WORDS: Record<Check['name'], { readonly holds: string; readonly waits: string }> = {
  ari: { holds: 'the PBX is observed (ARI)', waits: 'the PBX is not observed yet (ARI)' },
  ami: { holds: 'the PBX can be acted on (AMI)', waits: 'the PBX cannot be acted on yet (AMI)' },
  resync: { holds: 'what happened meanwhile is known', waits: 'what happened meanwhile is not known yet' },
  decisions: { holds: 'questions are answered', waits: 'no question is answered; every call leaves withheld' },
  doors: { holds: 'every door is watched', waits: 'a door is not watched yet' },
  wire: { holds: 'no call has gone unseen on the wire', waits: 'the wire is not watched yet' },
  drops: { holds: 'how calls end is watched', waits: 'how calls end is not watched yet' },
  tests: { holds: 'the last leak test was clean', waits: 'no leak test has been run yet' },
  canary: {
    holds: 'no far end was given what it may not have',
    waits: 'no call over the public network has been made yet',
  },
  leaks: { holds: 'no door is closed', waits: 'a door is closed' },
  voicemail: {
    holds: 'secured mailboxes take messages',
    waits: 'secured mailboxes take no message yet',
  },
  records: { holds: 'calls are recorded', waits: 'calls are not recorded yet; they wait in memory' },
};

/** A check in words. A failed one without a code waits for another one, so it has no hint of its own. */
function checkView({ name, ok, why }: Check): CheckView {
  if (ok) return { name, ok, code: null, message: WORDS[name].holds, hint: null };
  if (why === null) return { name, ok, code: null, message: WORDS[name].waits, hint: null };
  const { message, hint } = new Failure(why);
  return { name, ok, code: why, message, hint };
}

/** Pure. Nothing in it names a caller, a number or a call, because nothing in the status does. */
export function statusView(status: DaemonStatus): StatusView {
  return {
    version: status.version,
    startedAt: new Date(status.startedAt).toISOString(),
    ready: status.ready,
    checks: status.checks.map(checkView),
    trunks: status.trunks.map(({ id, profile, transport, wire, registration, doors }) => ({
      id,
      profile,
      transport,
      wire,
      registration: registration === null ? null : { ...registration, at: new Date(registration.at).toISOString() },
      doors: doors.map(({ name, state, why, since, until }) => ({
        name,
        state,
        why,
        since: since === null ? null : new Date(since).toISOString(),
        until: until === null ? null : new Date(until).toISOString(),
      })),
    })),
    calls: {
      ...status.calls,
      health: status.calls.health.map(({ trunk, incoming, ...terms }) => ({
        trunk,
        direction: incoming ? 'in' : 'out',
        ...terms,
      })),
    },
  };
}
