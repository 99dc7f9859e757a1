import { Failure } from '../../failure.ts';
import { headerValue, parseSipMessage } from '../sip-message.ts';
import { callOutcome } from './call-outcome.ts';
import { asideScenario, incomingScenario, outgoingScenario, type ScenarioSetting } from './call-scenario.ts';
import type { PhoneLine } from './phone-line.ts';
import type { ExpectedCall, InviteWording, PhoneResult, PhoneStep } from './phone-step.ts';
import { registrationScenario } from './registration-scenario.ts';
import { SippProcess, type SippRun } from './sipp-process.ts';
import { AUDIO_FILE, milliwatt } from './tone.ts';

export interface DeskPhoneOptions extends PhoneLine {
  /** Program and leading parameters that run SIPp (3.7 or later). */
  readonly sippCommand: readonly string[];
  /** An existing folder for scratch files. They are removed, but for those of a run in which SIPp failed. */
  readonly directory: string;
  /** How long the phone waits for an answer, for a call it expects, and for the far end to hang up. Default 30 s. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
const REGISTER_MS = 15_000;
const EXPIRES_SECONDS = 3_600;
/** Time for what the steps do not name: challenges, re-INVITEs, the BYE and its answer. */
const MARGIN_MS = 20_000;

function stepMs(step: PhoneStep): number {
  if (step.do === 'talk' || step.do === 'stay-silent') return step.forMs;
  if (step.do === 'attended-transfer') return step.consultMs;
  return 'afterMs' in step ? (step.afterMs ?? 0) : 0;
}

/**
 * A real SIP desk phone of the lab, played by SIPp over UDP: one call at a time, and nobody at home between calls. Registers before its
 * first call. Every process ends in bounded time and none outlives the call.
 */
export class DeskPhone {
  readonly #options: DeskPhoneOptions;
  #registered = false;

  constructor(options: DeskPhoneOptions) {
    this.#options = options;
  }

  /** Registers for an hour. Throws LAB_PHONE_NOT_REGISTERED with the PBX's status, LAB_PHONE_FAILED when SIPp cannot run. */
  async register(): Promise<void> {
    await this.#sendRegister(EXPIRES_SECONDS);
    this.#registered = true;
  }

  /** Takes the registration back; fails as `register` does. */
  async unregister(): Promise<void> {
    this.#registered = false;
    await this.#sendRegister(0);
  }

  /**
   * Calls `to` (digits as dialled, or a SIP URI) and does the steps once it is answered. Resolves when the call is over. Throws RangeError
   * when the steps make no sense, a Failure when the phone cannot register or SIPp cannot run.
   */
  async call(to: string, steps: readonly PhoneStep[] = [], wording: InviteWording = {}): Promise<PhoneResult> {
    const main = outgoingScenario(this.#setting(), to, steps, wording);
    if (!this.#registered) await this.register();
    const { pbx } = this.#options;
    const files = { 'call.xml': main, 'aside.xml': asideScenario() };
    const sipp = this.#process(
      files,
      ['-sf', 'call.xml', '-oocsf', 'aside.xml', '-m', '1', `${pbx.address}:${pbx.port}`],
      steps,
    );
    await sipp.start();
    return callOutcome(await sipp.ended(), 'places', steps);
  }

  /**
   * Registers and waits for one call. Resolves once the phone can be called (a PBX that qualifies its contacts may take it for gone until
   * its next OPTIONS); fails as `call` does. The first step must be `answer`,
   * `reject`, `redirect` or `ring`.
   */
  async expect(steps: readonly PhoneStep[]): Promise<ExpectedCall> {
    const main = incomingScenario(this.#setting(), steps);
    const sipp = this.#process({ 'call.xml': main }, ['-sf', 'call.xml'], steps);
    await sipp.start();
    await sipp.listening();
    try {
      // Also when registered already: only now somebody is at home to answer a qualifying OPTIONS.
      await this.register();
    } catch (error) {
      await sipp.stop();
      throw error;
    }
    const result = sipp.ended().then((end) => callOutcome(end, 'receives', steps));
    return {
      result,
      stop: async () => {
        await sipp.stop();
      },
    };
  }

  #setting(): ScenarioSetting {
    return { line: this.#options, audio: AUDIO_FILE, patienceMs: this.#options.patienceMs ?? PATIENCE_MS };
  }

  #process(files: SippRun['files'], parameters: readonly string[], steps: readonly PhoneStep[]): SippProcess {
    const patience = this.#options.patienceMs ?? PATIENCE_MS;
    const waits = 1 + steps.filter((step) => /transfer|await/.test(step.do)).length * 2;
    const limitMs = patience * waits + steps.reduce((sum, step) => sum + stepMs(step), MARGIN_MS);
    return new SippProcess(this.#run({ ...files, [AUDIO_FILE]: milliwatt() }, parameters, limitMs));
  }

  #run(files: SippRun['files'], parameters: readonly string[], limitMs: number): SippRun {
    const { sippCommand, directory, address, port } = this.#options;
    return { command: sippCommand, directory, local: { address, port }, files, parameters, limitMs, trace: true };
  }

  async #sendRegister(expires: number): Promise<void> {
    const { pbx } = this.#options;
    const files = { 'register.xml': registrationScenario(this.#options, expires) };
    const elsewhere = { address: this.#options.address, port: 0 };
    const sipp = new SippProcess({
      ...this.#run(files, ['-sf', 'register.xml', '-m', '1', `${pbx.address}:${pbx.port}`], REGISTER_MS),
      local: elsewhere,
    });
    await sipp.start();
    const end = await sipp.ended();
    const statuses = end.messages.flatMap(({ sent, text }) => {
      const message = sent ? null : parseSipMessage(text);
      return message?.kind === 'response' && /REGISTER/.test(headerValue(message, 'CSeq') ?? '')
        ? [message.status]
        : [];
    });
    const last = statuses.at(-1);
    if (last !== undefined && last < 300) return;
    if (last === undefined && end.status !== 0) throw new Failure('LAB_PHONE_FAILED', end.complaint ?? 'SIPp failed');
    throw new Failure('LAB_PHONE_NOT_REGISTERED', last === undefined ? 'no answer' : `status ${last}`);
  }
}
