import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PROBE_PHONE } from '../../call/probe.ts';
import type { FailureCode } from '../../failure.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { PlacedProbe, ProbeCaller } from '../../ports/probe-caller.ts';
import type { SaidIdentity } from '../../ports/probe-line.ts';
import { AmiSession, type AmiTarget } from './ami/session.ts';
import { asAnswer, asValue, asVariable } from './ari/answer.ts';
import { preflight } from './ari/preflight.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { noCounts } from './link-counts.ts';
import { LINK_TIMING } from './link-timing.ts';

const Channels = z.array(z.object({ id: z.string().max(150), name: z.string().max(200) }));
/** Legs that only a leak test makes. */
const OURS = new RegExp(`^(?:PJSIP/(?:${PROBE_PHONE}|withheld-leaky-)|Local/[a-z0-9-]+@withheld-probe-)`);

const Info = z.object({ system: z.object({ version: z.string().max(100) }) });

/** Seconds until the PBX gives up what it was asked for, whatever becomes of us. */
const RING_SECONDS = 15;

function words({ name, number }: SaidIdentity): string {
  return `${name} <${number}>`;
}

export interface ProbeCallerOptions {
  readonly ari: AriTarget;
  /** Whose rights an originate through AMI is tried with. */
  readonly ami: AmiTarget;
  /** Asterisk's spool directory, where call files may be tried; `null`: nowhere. */
  readonly spool: string | null;
}

/** The leak tests' hands at the PBX: ARI, and one AMI session where AMI itself is what is tried. */
export class AsteriskProbeCaller implements ProbeCaller {
  readonly #run = randomUUID().slice(0, 8);
  #placed = 0;
  readonly #options: ProbeCallerOptions;
  readonly #requester: AriRequester;
  readonly #callFiles: string[] = [];

  constructor(options: ProbeCallerOptions) {
    this.#options = options;
    this.#requester = new AriRequester(options.ari, LINK_TIMING);
  }

  async trouble(): Promise<FailureCode | null> {
    return await preflight(this.#requester, this.#options.ari, false);
  }

  async version(): Promise<string> {
    const reply = asAnswer(await this.#requester.send({ method: 'GET', path: ['asterisk', 'info'] }));
    const answer = asValue(reply, (json) => Info.safeParse(json).data?.system.version ?? null);
    return answer.outcome === 'ok' ? answer.value : '';
  }

  async global(name: string): Promise<PbxAnswer<string>> {
    const path = ['asterisk', 'variable'];
    return asVariable(asAnswer(await this.#requester.send({ method: 'GET', path, query: { variable: name } })));
  }

  place(name: string, said: SaidIdentity): Promise<PbxAnswer<PlacedProbe>> {
    return this.#channel(`Local/${name}@withheld-probe/n`, said, { __WITHHELD_CANARY: words(said) });
  }

  originate(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<PlacedProbe>> {
    // The mark: the daemon hangs up a leg that nobody speaks for.
    return this.#channel(`PJSIP/${door}/${target}`, said, { WITHHELD_PASSED: `${door}/${this.#run}` });
  }

  async originateByAmi(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<null>> {
    const session = new AmiSession(this.#options.ami, noCounts());
    await session.open(LINK_TIMING.connectMs);
    const answer = await session.act(
      'Originate',
      {
        Channel: `PJSIP/${door}/${target}`,
        Context: 'withheld-probe',
        Exten: 'near',
        Priority: '1',
        Timeout: String(RING_SECONDS * 1000),
        CallerID: words(said),
        Variable: `WITHHELD_PASSED=${door}/${this.#run}`,
        Async: 'true',
      },
      LINK_TIMING.requestMs,
    );
    session.destroy('PBX_AMI_LOST');
    return answer;
  }

  async originateByCallFile(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<null> | null> {
    const { spool } = this.#options;
    if (spool === null) return null;
    const name = `withheld-probe-${this.#run}-${this.#placed}.call`;
    this.#placed += 1;
    const lines = [
      `Channel: PJSIP/${door}/${target}`,
      `CallerID: ${words(said)}`,
      `WaitTime: ${RING_SECONDS}`,
      'MaxRetries: 0',
      'Context: withheld-probe',
      'Extension: near',
      'Priority: 1',
      `Setvar: WITHHELD_PASSED=${door}/${this.#run}`,
    ];
    const draft = join(spool, name);
    const placed = join(spool, 'outgoing', name);
    try {
      // Written elsewhere and moved: Asterisk reads a call file the moment it appears.
      await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o640 });
      this.#callFiles.push(draft, placed);
      await rename(draft, placed);
      return { outcome: 'ok', value: null };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { outcome: 'refused', why: `this user may not write call files: ${code}` };
    }
  }

  async hangUp(probe: PlacedProbe): Promise<void> {
    await this.#requester.send({ method: 'DELETE', path: ['channels', probe] });
    await this.#requester.send({ method: 'DELETE', path: ['channels', `${probe}.far`] });
  }

  async sweep(): Promise<void> {
    const reply = asAnswer(await this.#requester.send({ method: 'GET', path: ['channels'] }));
    const legs = asValue(reply, (json) => Channels.safeParse(json).data ?? null);
    if (legs.outcome !== 'ok') return;
    const ours = legs.value.filter(({ name }) => OURS.test(name));
    await Promise.all(ours.map(({ id }) => this.#requester.send({ method: 'DELETE', path: ['channels', id] })));
  }

  async close(): Promise<void> {
    // A PBX that reads no call files would read them later.
    await Promise.all(this.#callFiles.map((file) => rm(file, { force: true }).catch(() => undefined)));
    await this.#requester.close();
  }

  async #channel(
    endpoint: string,
    said: SaidIdentity,
    variables: Readonly<Record<string, string>>,
  ): Promise<PbxAnswer<PlacedProbe>> {
    const probe = `withheld-probe-${this.#run}-${this.#placed}` as PlacedProbe;
    this.#placed += 1;
    const query = {
      endpoint,
      context: 'withheld-probe',
      extension: 'near',
      priority: '1',
      callerId: words(said),
      timeout: String(RING_SECONDS),
      ...(endpoint.startsWith('Local/') ? { otherChannelId: `${probe}.far` } : {}),
    };
    const path = ['channels', probe];
    const answer = asAnswer(await this.#requester.send({ method: 'POST', path, query, json: { variables } }));
    return answer.outcome === 'ok' ? { outcome: 'ok', value: probe } : answer;
  }
}
