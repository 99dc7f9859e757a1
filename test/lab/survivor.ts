import { join } from 'node:path';
import type { LegId } from '../../src/call/call-event.ts';
import type { LabUnderTest } from './lab-under-test.ts';

/** What a caller does once the call is answered. */
export type CallerDoes = { readonly hears: string } | { readonly presses: string; readonly afterSeconds: number };

/** Callers of the public network, over the first trunk, who hear, record and press keys. */
export class Survivor {
  readonly #under: LabUnderTest;

  private constructor(under: LabUnderTest) {
    this.#under = under;
  }

  static async of(under: LabUnderTest): Promise<Survivor> {
    const survivor = new Survivor(under);
    await under.addCarrierDialplan([
      '[does]',
      `exten => _hears-.,1,Record(${survivor.path('${EXTEN:6}')},0,60,qk)`,
      ' same => n,Wait(60)',
      'exten => _presses-.,1,Wait(${CUT(EXTEN,-,3)})',
      ' same => n,SendDTMF(${CUT(EXTEN,-,2)},150,150)',
      ' same => n,Wait(60)',
    ]);
    return survivor;
  }

  /** Where a recording of what a caller heard is kept; whole once the call is over. */
  path(name: string): string {
    return join(this.#under.lab.directory, `scratch/heard-${name}.wav`);
  }

  /** Calls a number of the agency, with the caller's own number or without one. */
  async calls(did: string, number: 'shown' | 'hidden', does: CallerDoes): Promise<void> {
    const what = 'hears' in does ? `hears-${does.hears}` : `presses-${does.presses}-${does.afterSeconds}`;
    const context = number === 'shown' ? 'survivor' : 'survivor-withheld';
    await this.#under.lab.scratch();
    await this.#under.lab.carrier.console(`channel originate Local/${did}@${context}/n extension ${what}@does`);
  }

  /** The agency's leg of the caller's call, once it is there. */
  async leg(): Promise<LegId> {
    const legs = await this.#under.soon(
      async () => JSON.parse((await this.#under.ari('GET', 'channels')).text) as { id: string; name: string }[],
      (all) => all.some(({ name }) => name.startsWith('PJSIP/t1-in-')),
    );
    const found = legs.filter(({ name }) => name.startsWith('PJSIP/t1-in-')).at(-1);
    if (found === undefined) throw new Error('nobody called');
    return found.id as LegId;
  }

  async variable(leg: LegId, variable: string): Promise<string> {
    const { status, text } = await this.#under.ari('GET', `channels/${leg}/variable`, { variable });
    return status === 200 ? (JSON.parse(text) as { value: string }).value : '';
  }

  /** The code that this call was given. */
  async code(leg: LegId): Promise<string> {
    return await this.#under.soon(
      () => this.variable(leg, 'WITHHELD_RETURN_CODE'),
      (code) => code !== '',
      5_000,
    );
  }

  /** Every caller's line is gone. */
  async isGone(): Promise<void> {
    await this.#under.lab.carrier.console('channel request hangup all');
    await this.#under.quiet();
  }
}
