import type { Clock } from '../../ports/clock.ts';
import type { ProbeCaller } from '../../ports/probe-caller.ts';
import type { ProbeLine, SaidIdentity } from '../../ports/probe-line.ts';
import type { RegistrationProbe } from '../../ports/registration-probe.ts';
import { negativeControl, positiveControl } from './controls.ts';
import { straightLook, type TestedHouse, type TestedTrunk } from './expectation.ts';
import { faxWords } from './fax-words.ts';
import { type Heard, Hearing } from './hearing.ts';
import { STRAIGHT, WALKS } from './paths.ts';
import { isPartial, type PlannedProbe, planned, type Selection } from './plan.ts';
import { isMandatory } from './probe-path.ts';
import { registrationFinding } from './registration-finding.ts';
import type { ControlReport, LeakTestReport, PathReport, ProbeFinding, Verdict } from './report.ts';
import { failed, PATIENCE_MS, RAN, type Ran, type Stage } from './stage.ts';
import { pathVerdict, testVerdict } from './verdict.ts';

/** A trunk, and the two lines of ours that belong to it. */
export interface TrunkUnderTest {
  readonly trunk: TestedTrunk;
  readonly line: ProbeLine;
  readonly phone: ProbeLine;
  /** A SIP URI at the line, with a number that nobody has. */
  readonly target: string;
}

export interface LeakTestParts {
  readonly caller: ProbeCaller;
  readonly registrations: RegistrationProbe;
  readonly house: TestedHouse;
  readonly trunks: readonly TrunkUnderTest[];
  /** Made up for this test, and among the canaries: two workers. */
  readonly worker: SaidIdentity;
  readonly second: SaidIdentity;
  /** Made up for this test, and not among them. */
  readonly stranger: SaidIdentity;
  /** How the doors get their constant headers on this PBX. */
  readonly constants: 'set_var' | 'predial';
  readonly asterisk: string;
  readonly clock: Clock;
  /** Settles after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Ends the test: what was not tried by then is not tried. */
  readonly signal: AbortSignal;
}

const LIMITS = [
  'What a carrier makes of a call is not seen here: only a call to a second number on another carrier shows it.',
  'REGISTER and the OPTIONS that the PBX sends go to the carriers only: of REGISTER the test has the running daemon tell what it sees on the wire.',
  'The address a door shows towards the internet can differ from the one it shows to this machine.',
  'Of a fax only what the PBX would write on every fax, and how it answers an offer of T.38.',
] as const;
const PREDIAL_LIMIT =
  'This PBX sets the constant headers in the dialplan: a call that goes past it shows nobody, but asks for nothing either. Asterisk 22.10.0 or later closes that.';

/** A leak test of one PBX (L5): every path through every door, to ourselves. Use it once. */
export class LeakTest {
  readonly #parts: LeakTestParts;
  readonly #stages: readonly { readonly stage: Stage; readonly hearing: Hearing; readonly trunk: TestedTrunk }[];

  constructor(parts: LeakTestParts) {
    const { caller, house, worker, second, stranger, wait } = parts;
    this.#parts = parts;
    this.#stages = parts.trunks.map(({ trunk, line, phone, target }) => ({
      stage: {
        trunk: trunk.id,
        line,
        phone,
        caller,
        worker,
        second,
        stranger,
        wait,
        target,
        logsIn: trunk.account !== null,
      },
      hearing: new Hearing(line, trunk, house),
      trunk,
    }));
  }

  /** Tries what is selected, and the controls. The lines must be open. Never rejects for what the PBX does; bounded in time and calls. */
  async run(selection: Selection): Promise<LeakTestReport> {
    const startedAt = this.#now();
    const probes = planned(
      this.#parts.trunks.map(({ trunk }) => trunk.id),
      selection,
    );
    const tested = new Set(probes.map(({ trunk }) => trunk));
    const controls = (await this.#each(tested, (trunk) => this.#controls(trunk))).flat();
    const direct = await this.#direct(probes.filter(({ path }) => path === 'direct'));
    const reached = new Set(
      controls.filter(({ kind, messages }) => kind === 'positive' && messages > 0).map(({ trunk }) => trunk),
    );
    const others = await this.#each(tested, (trunk) =>
      this.#walkAll(
        trunk,
        probes.filter((probe) => probe.trunk === trunk && probe.path !== 'direct'),
        reached.has(trunk),
      ),
    );
    const paths = [...direct, ...others.flat()];
    const reported = controls.map(({ messages: _, ...control }): ControlReport => control);
    const { constants, asterisk } = this.#parts;
    return {
      format: 1,
      startedAt,
      endedAt: this.#now(),
      asterisk,
      ...testVerdict(paths, reported),
      partial: isPartial(selection),
      controls: reported,
      paths,
      limits: constants === 'predial' ? [...LIMITS, PREDIAL_LIMIT] : LIMITS,
    };
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }

  async #each<T>(trunks: ReadonlySet<string>, act: (trunk: string) => Promise<T>): Promise<readonly T[]> {
    return await Promise.all([...trunks].map(act));
  }

  #of(trunk: string) {
    const found = this.#stages.find(({ stage }) => stage.trunk === trunk);
    if (found === undefined) throw new TypeError('no such trunk');
    return found;
  }

  async #controls(id: string) {
    const { stage, hearing, trunk } = this.#of(id);
    const before = stage.line.heard.length;
    const positive = await positiveControl(stage, trunk, hearing);
    const messages = stage.line.heard.length - before;
    const negative: ControlReport[] = [];
    for (const site of trunk.emergency) negative.push(await negativeControl(stage, site, hearing));
    await this.#acquaint(stage);
    return [{ ...positive, messages }, ...negative.map((control) => ({ ...control, messages: 0 }))];
  }

  /** The phone hears from the PBX once, and so learns where it is. */
  async #acquaint(stage: Stage): Promise<void> {
    stage.phone.receive({ kind: 'refuse', status: 486 });
    const before = stage.phone.legs.length;
    const placed = await stage.caller.place(`phone-${stage.trunk}`, stage.worker);
    if (placed.outcome === 'ok') await stage.phone.leg(before, PATIENCE_MS);
  }

  /** One call from the very beginning of the dialplan. Every line says 503, so that it comes to each trunk in turn. */
  async #direct(probes: readonly PlannedProbe[]): Promise<readonly PathReport[]> {
    if (probes.length === 0) return [];
    const { caller, worker, signal } = this.#parts;
    if (signal.aborted) return probes.map((probe) => this.#report(probe, STOPPED, NOTHING));
    for (const { stage } of this.#stages) stage.line.receive({ kind: 'refuse', status: 503 });
    const before = new Map(this.#stages.map(({ stage }) => [stage.trunk, stage.line.legs.length] as const));
    const placed = await caller.place('out', worker);
    const legs = await Promise.all(
      this.#stages.map(async ({ stage }) => {
        const leg = await stage.line.leg(before.get(stage.trunk) ?? 0, PATIENCE_MS * 2);
        return [stage.trunk, leg] as const;
      }),
    );
    if (placed.outcome === 'ok') await caller.hangUp(placed.value);
    const arrived = new Map(legs);
    return probes.map((probe) => {
      const { hearing, trunk } = this.#of(probe.trunk);
      const heard = hearing.take({ door: 'private', look: trunk.looks.private });
      const ran = (arrived.get(probe.trunk) ?? null) === null ? failed('no call arrived at our listener') : RAN;
      return this.#report(probe, ran, heard);
    });
  }

  async #walkAll(id: string, probes: readonly PlannedProbe[], reached: boolean): Promise<readonly PathReport[]> {
    const reports: PathReport[] = [];
    for (const probe of probes) {
      const hindrance = reached ? this.#hindrance(reports, probe) : unreached(this.#of(id).trunk);
      reports.push(hindrance === null ? await this.#walk(id, probe) : this.#report(probe, hindrance, NOTHING));
    }
    return reports;
  }

  /** What stands against trying a path after those before it; `null`: nothing. */
  #hindrance(before: readonly PathReport[], { door }: PlannedProbe): Ran | null {
    if (this.#parts.signal.aborted) return STOPPED;
    const last = before.filter((path) => path.door === door && path.mandatory).slice(-MOST_LOST);
    const lost = last.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'not-run');
    return lost.length === MOST_LOST ? GIVEN_UP : null;
  }

  async #walk(id: string, probe: PlannedProbe): Promise<PathReport> {
    const { stage, hearing, trunk } = this.#of(id);
    const { path, door } = probe;
    if (path === 'direct') throw new TypeError('direct is walked for all trunks at once');
    if (path === 'register') return this.#report(probe, ...(await this.#registered(trunk)));
    const through = door === 'in' ? 'private' : door;
    const look = trunk.looks[through];
    const shown = STRAIGHT.has(path) ? straightLook(look, this.#parts.constants) : look;
    const first = await WALKS[path](stage, through);
    // A call that is lost on a busy PBX is tried once more; what both tries sent is judged.
    const again = first.kind === 'failed' && !this.#parts.signal.aborted;
    const ran = again ? await WALKS[path](stage, through) : first;
    const heard = hearing.take({ door: through, look: shown });
    if (path !== 'fax-identity' || ran.kind !== 'ran') return this.#report(probe, ran, heard);
    const fax = await faxWords(stage.caller, this.#parts.house.canaries);
    return this.#report(probe, fax.ran, { ...heard, findings: [...heard.findings, ...fax.findings] });
  }

  async #registered({ id, registers }: TestedTrunk): Promise<[Ran, Heard]> {
    if (!registers) return [{ kind: 'not-run', why: 'this trunk does not register' }, NOTHING];
    const seen = await this.#parts.registrations.register(id);
    if (seen.kind === 'unseen') return [{ kind: 'not-run', why: seen.why }, NOTHING];
    return [
      RAN,
      { messages: 1, findings: seen.kind === 'clean' ? [] : [registrationFinding(seen.vector, seen.severity)] },
    ];
  }

  #report(probe: PlannedProbe, ran: Ran, { messages, findings }: Heard): PathReport {
    const verdict = pathVerdict(findings);
    const outcome =
      verdict === 'leaked' ? verdict : ran.kind === 'ran' ? verdict : ran.kind === 'failed' ? 'inconclusive' : ran.kind;
    return {
      ...probe,
      // Whoever asked for one path alone wants to know of it.
      mandatory: isMandatory(probe.path),
      outcome: ran.kind === 'ran' && messages === 0 ? 'inconclusive' : outcome,
      why: ran.kind === 'ran' ? (messages === 0 ? 'nothing was heard' : doubt(verdict, findings)) : ran.why,
      messages,
      findings,
    };
  }
}

/** What stands between a path and a clean verdict where no leak was seen. */
function doubt(verdict: Verdict, findings: readonly ProbeFinding[]): string | null {
  if (verdict !== 'inconclusive') return null;
  return `not explained: ${findings.map(({ vector, place }) => `${vector} in ${place}`).join(', ')}`;
}

const NOTHING: Heard = { messages: 0, findings: [] };
/** So many paths in a row that do not come through a door, and the others are not tried: it is not there. */
const MOST_LOST = 3;
const GIVEN_UP: Ran = { kind: 'not-run', why: 'nothing came through this door on the paths before' };
const STOPPED: Ran = { kind: 'not-run', why: 'the test was stopped' };

/** Over TLS that is most often the certificate. */
function unreached({ transport }: TestedTrunk): Ran {
  const hint = transport === 'tls' ? '; the PBX must trust leak_tests.certificate' : '';
  return { kind: 'not-run', why: `nothing comes from this trunk to our listener${hint}` };
}
