import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Manager from 'asterisk-manager';
import type { FailureCode } from '../../../failure.ts';
import type { PbxAnswer } from '../../../ports/pbx.ts';
import type { LinkCounts } from '../link-counts.ts';
import type { AmiFields } from './action.ts';
import { buildAction } from './action.ts';
import { type AmiAnswer, readAnswer } from './answer.ts';
import { captureSocket } from './capture-socket.ts';
import { FrameGuard } from './frame-guard.ts';

export interface AmiTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

type Phase = 'connecting' | 'login' | 'up' | 'ended';
type Settle = (answer: PbxAnswer<null>) => void;

const MOST_PENDING = 64;
/** asterisk-manager numbers its own login with `Date.now()`. */
const LOGIN_ID = /^\d{1,20}$/;

/**
 * One AMI connection from dial to end, never reused: asterisk-manager keeps its parser state, its queue of unsent actions and its listeners
 * for as long as an instance lives. The library writes actions and parses answers; framing, matching of answers, deadlines and death are ours.
 */
export class AmiSession {
  /** Settles once, when the connection is gone; never rejects. */
  readonly ended: Promise<FailureCode>;
  #phase: Phase = 'connecting';
  #end: (code: FailureCode) => void = () => undefined;
  #opened: () => void = () => undefined;
  #socket: Socket | null = null;
  readonly #abort = new AbortController();
  readonly #guard = new FrameGuard();
  readonly #pending = new Map<string, Settle>();
  readonly #target: AmiTarget;
  readonly #counts: LinkCounts;
  readonly #manager: InstanceType<typeof Manager>;

  constructor(target: AmiTarget, counts: LinkCounts) {
    this.#target = target;
    this.#counts = counts;
    this.#manager = new Manager(undefined, undefined, target.user, target.secret, false);
    // The library's own dispatcher emits packets under names a packet can choose, `rawevent` among them: an endless loop.
    this.#manager.removeAllListeners('rawevent');
    this.#manager.on('rawevent', (packet) => this.#answered(packet));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get up(): boolean {
    return this.#phase === 'up';
  }

  /** Connects and logs in. Settles when up, or after the session ended; the caller looks at {@link AmiSession.up}. */
  open(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => this.destroy('PBX_AMI_UNREACHABLE'), deadlineMs);
      this.#opened = () => {
        clearTimeout(late);
        resolve();
      };
      void this.ended.then(this.#opened);
      this.#connect();
    });
  }

  /**
   * Sends one action. `refused`: the PBX said no, or a name or value could forge a header (nothing was sent). `unknown`: not up, the
   * connection ended, or no answer within `deadlineMs`; the last also ends the session, because a peer that skips an answer is frozen
   * or deaf and nothing after it can be trusted to be in step.
   */
  act(name: string, fields: AmiFields, deadlineMs: number): Promise<PbxAnswer<null>> {
    if (this.#phase !== 'up') return Promise.resolve({ outcome: 'unknown', why: 'AMI is down' });
    if (this.#pending.size >= MOST_PENDING)
      return Promise.resolve({ outcome: 'refused', why: 'too many actions at once' });
    const id = randomUUID();
    const action = buildAction(name, fields, id);
    if (action === null) return Promise.resolve({ outcome: 'refused', why: 'unsafe text' });
    return new Promise((resolve) => {
      const late = setTimeout(() => this.destroy('PBX_AMI_FROZEN'), deadlineMs);
      this.#pending.set(id, (answer) => {
        clearTimeout(late);
        this.#pending.delete(id);
        this.#manager.removeAllListeners(id);
        resolve(answer);
      });
      this.#manager.action(action, () => undefined);
    });
  }

  /** Ends the session at once: the socket is destroyed, everything pending settles as `unknown`. Idempotent. */
  destroy(code: FailureCode): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#abort.abort();
    this.#socket?.destroy();
    for (const settle of [...this.#pending.values()]) settle({ outcome: 'unknown', why: 'AMI connection lost' });
    this.#end(code);
  }

  #connect(): void {
    const options = { host: this.#target.host, port: this.#target.port, signal: this.#abort.signal };
    const socket = captureSocket(() => this.#manager.connect(options, undefined, () => undefined));
    const parser = socket?.listeners('data')[0];
    if (socket === null || parser === undefined) {
      this.destroy('PBX_AMI_UNEXPECTED');
      return;
    }
    this.#socket = socket;
    socket.removeAllListeners('data');
    socket.on('data', (text) => this.#received(String(text), (packet) => Reflect.apply(parser, socket, [packet])));
    socket.on('error', () => undefined);
    socket.on('close', () => this.destroy(this.#phase === 'connecting' ? 'PBX_AMI_UNREACHABLE' : 'PBX_AMI_LOST'));
  }

  #received(text: string, parse: (packet: string) => void): void {
    if (this.#phase === 'ended') return;
    const guarded = this.#guard.push(text);
    if (guarded.outcome === 'violation') {
      this.#counts.amiViolations += 1;
      this.destroy('PBX_AMI_UNEXPECTED');
      return;
    }
    this.#counts.amiEvents += guarded.events;
    this.#counts.amiForeign += guarded.foreign;
    if (guarded.greeted) {
      // Only now: what is not an AMI must not be sent the secret.
      this.#phase = 'login';
      this.#manager.login(() => undefined);
    }
    try {
      for (const packet of guarded.answers) parse(packet);
    } catch {
      // Thrown through the library it would be an uncaught exception of the daemon.
      this.destroy('PBX_AMI_UNEXPECTED');
    }
  }

  #answered(packet: unknown): void {
    const answer = readAnswer(packet);
    if (this.#phase === 'login') this.#loggedIn(answer, packet);
    else if (this.#phase === 'up') this.#settle(answer);
  }

  #loggedIn(answer: AmiAnswer | null, packet: unknown): void {
    const id = answer?.id ?? '';
    if (answer === null || !LOGIN_ID.test(id) || this.#manager.listeners(id).length !== 1) {
      this.#counts.amiForeign += 1;
      return;
    }
    if (!answer.ok) {
      this.destroy('PBX_AMI_LOGIN_REFUSED');
      return;
    }
    // The library holds back every action until its own login callback ran.
    this.#manager.emit(id, undefined, packet);
    this.#phase = 'up';
    this.#opened();
  }

  #settle(answer: AmiAnswer | null): void {
    const settle = this.#pending.get(answer?.id ?? '');
    if (answer === null || settle === undefined) {
      this.#counts.amiForeign += 1;
      return;
    }
    settle(answer.ok ? { outcome: 'ok', value: null } : { outcome: 'refused', why: answer.refusal });
  }
}
