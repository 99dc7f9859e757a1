import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { promptsBelow } from '../../src/adapters/asterisk/sounds-directory.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { Notice } from '../../src/call/notice.ts';
import { deskPhone } from '../../src/lab/lab-call.ts';
import { SIP_PORT } from '../../src/lab/lab-network.ts';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { headerValue, parseSipMessage } from '../../src/lab/sip-message.ts';
import { Ear, joined, likeness, soundOf, spokenSeconds } from './heard-sound.ts';
import { InboundDesk } from './inbound-desk.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { TextPhone } from './text-phone.ts';

const EAR_PORT = 41_000;

function lost(worker: string, of: Partial<Notice> = {}): Notice {
  const now = Date.now();
  return {
    call: `${now}.1` as LegId,
    worker,
    happened: 'line-lost',
    agreed: 'survivor-calls-back',
    next: 'wait',
    callbackFrom: null,
    endedAt: now,
    ...of,
  };
}

describe('a worker is told of a call that was lost', () => {
  let under: LabUnderTest;
  let desk: InboundDesk;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());
  beforeEach(async () => {
    desk = await InboundDesk.up(under.lab);
  });
  afterEach(async () => {
    await under.hangUpAll();
    await desk.down();
  });

  const states = () => desk.calls.notices().map(({ state }) => state);

  test('by a ring of their own phone, which says what happened, what was agreed and what is next; the ring names nobody', async () => {
    const ear = new Ear();
    await ear.open(under.lab.network.phone('102'), EAR_PORT);
    const phone = await deskPhone(under.lab, '102', EAR_PORT);
    const waiting = await phone.expect([{ do: 'answer', afterMs: 300 }, { do: 'await-hang-up' }]);
    desk.calls.tell(lost('102'));
    const { messages, outcome, releasedBy } = await waiting.result;
    const heard = ear.heard();
    ear.close();

    expect([outcome, releasedBy]).toEqual(['answered', 'far-end']);
    const invite = messages
      .map(parseSipMessage)
      .find((message) => message?.kind === 'request' && message.method === 'INVITE');
    expect(invite === undefined || invite === null ? null : headerValue(invite, 'From')).toMatch(
      /^"Withheld" <sip:(?:\*|%2A)65@/,
    );
    const sounds = promptsBelow(join(under.lab.directory, 'agency/data'));
    const said = await Promise.all(
      ['happened-line-lost', 'agreed-survivor-calls-back', 'next-wait'].map((name) =>
        soundOf(join(sounds, `${name}.wav`)),
      ),
    );
    for (const sentence of said) expect(likeness(heard, sentence)).toBeGreaterThan(0.9);
    expect(spokenSeconds(heard)).toBeGreaterThan(0.8 * spokenSeconds(joined(...said)));
    await under.soon(
      async () => states(),
      ([state]) => state === 'heard',
    );
    expect(states()).toEqual(['heard']);
  });

  test('not while their phone is in a call, and after it', async () => {
    const other = await under.waiting('101', [{ do: 'answer', afterMs: 100 }, { do: 'await-hang-up' }]);
    const talking = under.call('102', '101', [{ do: 'talk', forMs: 6_000 }]);
    await under.soon(
      async () => (await under.lab.agency.console('core show channels concise')).includes('PJSIP/101'),
      (rung) => rung,
    );
    desk.calls.tell(lost('102'));
    await pause(4_500);
    expect((await under.lab.agency.console('core show channels concise')).match(/PJSIP\/102/g)).toHaveLength(1);
    expect(states()).toEqual(['waiting']);
    await talking;
    await other.stop();

    const waiting = await under.waiting('102', [
      { do: 'answer', afterMs: 100 },
      { do: 'talk', forMs: 300 },
    ]);
    expect((await waiting.result).outcome).toBe('answered');
  });

  test('and nobody else: a phone that forwards takes the notice nowhere', async () => {
    under.farEnd.clear();
    const phone = await under.waiting('102', [{ do: 'redirect', to: PUBLIC_NUMBERS.mobile.number }]);
    desk.calls.tell(lost('102'));
    expect((await phone.result).status).toBe(302);
    await pause(1_000);

    expect(under.invites()).toEqual([]);
  });

  test('by a text on their phone, where that is chosen and the PBX can', async () => {
    await under.lab.agency.console('module load res_pjsip_messaging.so');
    const written = await readFile(under.lab.configPath, 'utf8');
    await writeFile(under.lab.configPath, written.replace('inbound:\n', 'inbound:\n  notices: message\n'));
    await desk.down();
    desk = await InboundDesk.up(under.lab);
    await (await deskPhone(under.lab, '102')).register();
    const texts = await TextPhone.at(under.lab.network.phone('102'), SIP_PORT);
    try {
      desk.calls.tell(lost('102'));
      await under.until(() => texts.bodies.length > 0);
      await under.soon(
        async () => states(),
        ([state]) => state === 'written',
      );
    } finally {
      texts.close();
      await writeFile(under.lab.configPath, written);
    }

    expect(texts.bodies).toEqual([
      'The line was lost. Nobody hung up, as far as we can see. It was agreed that the caller calls again. Please wait. If they call again, your phone rings first.',
    ]);
    expect(states()).toEqual(['written']);
  });
});
