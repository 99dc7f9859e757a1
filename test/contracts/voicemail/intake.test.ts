import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import { Failure } from '../../../src/failure.ts';
import { House, recorded, recordingAt } from './house.ts';

const LEG = 'leg-1' as LegId;
const HANGUP = { kind: 'ended', leg: LEG, through: { technology: 'PJSIP', endpoint: 't1-in' }, cause: 16 } as const;

let house: House;

beforeEach(async () => {
  house = new House();
  await house.open();
  await house.enrol();
});

afterEach(async () => {
  await house.close();
  house.remove();
});

/** `object`, whose methods after the nth call never answer: the process that called them has died. */
function dyingAfter<T extends object>(calls: { left: number }, object: T): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        calls.left -= 1;
        return calls.left < 0 ? new Promise(() => undefined) : Reflect.apply(value, target, given);
      };
    },
  });
}

const expectedNow = async () => {
  const answer = await house.store.expected();
  return answer.outcome === 'ok' ? answer.value.length : -1;
};

describe('a caller at a secured mailbox', () => {
  it('is let through when the PBX records into memory and there are keys, and is written down before', async () => {
    const recording = recordingAt(1, house.clock.now());

    expect(await house.ask(house.intake(), recording)).toBe('withheld-message');
    expect(house.pbx.sentOn.at(-1)?.place.extension).toBe(recording.name);
    expect(house.recordings.followed).toEqual([LEG]);
    expect(await expectedNow()).toBe(1);
  });

  it('is refused while the PBX would record onto a disk, or memory is full', async () => {
    for (const code of ['VOICEMAIL_NOT_IN_MEMORY', 'VOICEMAIL_MEMORY_FULL'] as const) {
      house.recordings.unfitness = code;
      expect(await house.ask(house.intake(), recordingAt(1, house.clock.now()))).toBe('withheld-no-message');
    }
    expect(house.outcomes).toEqual(['refused', 'refused']);
    expect(await expectedNow()).toBe(0);
  });

  it('is refused at a mailbox without keys, and at one that is not declared secured', async () => {
    const intake = house.intake();

    expect(await house.ask(intake, recordingAt(1, house.clock.now(), '102'))).toBe('withheld-no-message');
  });

  it('is refused while the database cannot write down that they were let through', async () => {
    const intake = house.intake();
    await house.close();

    expect(await house.ask(intake, recordingAt(1, house.clock.now()))).toBe('withheld-no-message');
  });

  it('is refused when writing that down takes too long, and is not missed when it is written after all', async () => {
    const { store } = house;
    const slow = new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'expect' || typeof value !== 'function')
          return typeof value === 'function' ? value.bind(target) : value;
        return (...given: unknown[]) => {
          Reflect.apply(value, target, given);
          return new Promise(() => undefined);
        };
      },
    });
    const intake = house.intake({ store: slow });
    const asked = house.ask(intake, recordingAt(1, house.clock.now()));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await house.clock.wind(1_000);
    expect(await asked).toBe('withheld-no-message');
    await house.clock.wind(60_000);
    // Nor while the disk has not yet taken that they are not expected.
    await intake.sweep();
    expect(house.outcomes).toEqual(['refused']);
    await expect.poll(expectedNow, { timeout: 5_000 }).toBe(0);
    await intake.sweep();

    expect(house.outcomes).toEqual(['refused']);
  });

  it('who hangs up during the greeting leaves nothing and raises no alarm', async () => {
    const intake = house.intake();
    await house.ask(intake, recordingAt(1, house.clock.now()));
    intake.handle({ ...HANGUP, at: house.clock.now() });
    await intake.sweep();

    expect(house.outcomes).toEqual(['empty']);
    expect(await expectedNow()).toBe(0);
  });

  it('of whom nothing is left after the PBX or the machine failed is one alarm, in whichever life it is found', async () => {
    await house.ask(house.intake(), recordingAt(1, house.clock.now()));
    const later = house.intake();
    await later.sweep();
    expect(house.outcomes).toEqual([]);
    await house.clock.wind(60_000);
    for (let again = 0; again < 3; again += 1) await later.sweep();

    expect(house.outcomes).toEqual(['lost']);
    expect(house.log.events.filter((event) => event === 'message-cut-off')).toHaveLength(1);
  });

  it('is not given up while the PBX cannot be asked', async () => {
    await house.ask(house.intake(), recordingAt(1, house.clock.now()));
    house.recordings.away = true;
    await house.clock.wind(600_000);
    await house.intake().sweep();

    expect(house.outcomes).toEqual([]);
    expect(await expectedNow()).toBe(1);
  });
});

describe('a recording', () => {
  const recording = () => recordingAt(1, house.clock.now());

  it('is left alone while its caller is on the line, and is one sealed message with every sample once they are not', async () => {
    const { name } = recording();
    const intake = house.intake();
    await house.ask(intake, recordingAt(1, house.clock.now()));
    house.recordings.files.set(name, recorded(1.5, false));
    house.recordings.live.add(name);
    await intake.sweep();
    expect(await house.voices()).toEqual([]);
    house.recordings.files.set(name, recorded(3));
    house.recordings.live.clear();
    intake.handle({ ...HANGUP, at: house.clock.now() });
    await intake.sweep();

    expect((await house.voices()).map((voice) => voice.equals(recorded(3).subarray(44)))).toEqual([true]);
    expect(house.outcomes).toEqual(['sealed']);
    expect([house.recordings.files.size, await expectedNow()]).toEqual([0, 0]);
  });

  it('of a caller who was led there by a worker is sealed soon after the caller, not the worker, hung up', async () => {
    const { name } = recording();
    const sealed: unknown[] = [];
    const info = (_: string, fields?: Readonly<Record<string, unknown>>) => sealed.push(fields?.['milliseconds']);
    const intake = house.intake({ log: { info, warn: () => undefined, error: () => undefined } });
    await house.ask(intake, recordingAt(1, house.clock.now()));
    house.recordings.files.set(name, recorded(1.5, false));
    house.recordings.live.add(name);
    // The worker's leg, in whose place a transfer has put the caller's.
    intake.handle({ ...HANGUP, at: house.clock.now() });
    for (let second = 0; second < 20; second += 1) {
      await house.clock.wind(1_000);
      await intake.sweep();
    }
    house.recordings.files.set(name, recorded(3));
    house.recordings.live.clear();
    await house.clock.wind(400);
    await intake.sweep();

    expect(house.outcomes).toEqual(['sealed']);
    expect(sealed.map((milliseconds) => Number(milliseconds) < 3_000)).toEqual([true]);
  });

  it('is exactly one sealed message, whichever step the daemon dies after, and nothing half-made stays', async () => {
    const { name } = recording();
    const { recordings, shelf, store } = house;
    let steps = 0;
    for (let whole = false; !whole; steps += 1) {
      const calls = { left: steps };
      recordings.files.set(name, recorded(2));
      const dying = house.intake({
        recordings: dyingAfter(calls, recordings),
        shelf: dyingAfter(calls, shelf),
        store: dyingAfter(calls, store),
      });
      const ended = dying.sweep().then(() => true);
      while (!whole && calls.left >= 0)
        whole = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 10, false))]);
      expect(await shelf.tidy(new Set(), 0)).toBeNull();
      await house.clock.wind(60_000);
      await house.intake().sweep();

      expect((await house.voices()).length, `after ${steps} steps`).toBe(1);
      expect(house.recordings.files.size, `after ${steps} steps`).toBe(0);
      expect(readdirSync(join(house.directory, 'voicemail/keys')), `after ${steps} steps`).toHaveLength(1);
      const there = await shelf.all();
      if (there instanceof Failure) throw there;
      for (const message of there) await shelf.shred(message);
    }
    expect(steps).toBeGreaterThan(6);
  });

  it('that cannot be kept stays in memory, says so once, lets no further caller through, and is sealed when it can', async () => {
    const { name } = recording();
    writeFileSync(join(house.directory, 'voicemail'), 'in the way');
    house.recordings.files.set(name, recorded(2));
    const intake = house.intake();
    await intake.sweep();
    await intake.sweep();

    expect(intake.trouble).toBe('VOICEMAIL_UNWRITABLE');
    expect(house.log.events.filter((event) => event === 'messages-stay')).toHaveLength(1);
    expect(await house.ask(intake, recordingAt(2, house.clock.now()))).toBe('withheld-no-message');
    rmSync(join(house.directory, 'voicemail'));
    mkdirSync(join(house.directory, 'voicemail'));
    await intake.sweep();
    expect(intake.trouble).toBeNull();
    expect(await house.voices()).toHaveLength(1);
    expect(house.recordings.files.size).toBe(0);
  });

  it('that was erased without an answer is told of like any other: once, and soon', async () => {
    const told: string[] = [];
    const intake = house.intake({ sealed: (box) => told.push(box) });
    const { name } = recording();
    await house.ask(intake, recording());
    house.recordings.files.set(name, recorded(2));
    house.recordings.mute = true;
    await intake.sweep();
    house.recordings.mute = false;
    expect([told, house.recordings.files.size]).toEqual([[], 0]);
    await house.clock.wind(15_000);
    await intake.sweep();

    expect([told, (await house.voices()).length]).toEqual([['101'], 1]);
  });

  it('of a mailbox that has lost its keys stays in memory until it has keys again', async () => {
    const other = recordingAt(1, house.clock.now(), '102');
    house.recordings.files.set(other.name, recorded(2));
    const intake = house.intake();
    await intake.sweep();

    expect(intake.trouble).toBe('VOICEMAIL_NO_KEY');
    expect(house.recordings.files.size).toBe(1);
    // The other mailboxes take messages meanwhile.
    expect(await house.ask(intake, recordingAt(2, house.clock.now()))).toBe('withheld-message');
    // What stands against all of them is told before it.
    writeFileSync(join(house.directory, 'voicemail'), 'in the way');
    house.recordings.files.set(recordingAt(0, house.clock.now()).name, recorded(2));
    house.recordings.files.set(recordingAt(3, house.clock.now()).name, recorded(2));
    await intake.sweep();
    expect(intake.trouble).toBe('VOICEMAIL_UNWRITABLE');
    expect(await house.ask(intake, recordingAt(4, house.clock.now()))).toBe('withheld-no-message');
  });

  it('that the PBX did not close holds every sample that reached memory; one with less than a word of sound is an alarm', async () => {
    house.recordings.files.set(recordingAt(1, house.clock.now()).name, recorded(2.5, false));
    house.recordings.files.set(recordingAt(2, house.clock.now()).name, Buffer.alloc(0));
    await house.intake().sweep();

    expect((await house.voices()).map((voice) => voice.length)).toEqual([40_000]);
    expect([...house.outcomes].sort()).toEqual(['lost', 'sealed']);
    expect(house.recordings.files.size).toBe(0);
  });

  it('in which nobody spoke is erased', async () => {
    house.recordings.files.set(recording().name, recorded(0.4));
    await house.intake().sweep();

    expect(house.outcomes).toEqual(['empty']);
    expect(house.recordings.files.size).toBe(0);
  });

  it('that nobody understands is sealed as it is', async () => {
    house.recordings.files.set(recording().name, Buffer.alloc(5_000, 'x'));
    await house.intake().sweep();

    expect(house.outcomes).toEqual(['sealed']);
  });
});
