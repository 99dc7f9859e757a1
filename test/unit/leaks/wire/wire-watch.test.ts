import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../../src/call/call-event.ts';
import type { SeenRegistration } from '../../../../src/leaks/wire/registrations.ts';
import type { WireFinding } from '../../../../src/leaks/wire/wire-finding.ts';
import { WireWatch } from '../../../../src/leaks/wire/wire-watch.ts';
import { FakePbx } from '../../../fakes/fake-pbx.ts';
import { FakeTimer, settle } from '../../../fakes/fake-timer.ts';
import { KeptLog } from '../../../fakes/kept-log.ts';
import { callIdOf, RecordedLines, recorded } from './recorded-lines.ts';

const LEG = '1700000000.7' as LegId;

function watched(name: string) {
  const recording = recorded(name);
  const lines = new RecordedLines(recording);
  const pbx = new FakePbx();
  const timer = new FakeTimer();
  const log = new KeptLog();
  const closed: string[] = [];
  const found: WireFinding[] = [];
  const looked: string[] = [];
  const seen: string[] = [];
  const registered: SeenRegistration[] = [];
  const watch = new WireWatch({
    pbx,
    clock: timer,
    timer,
    log,
    lines,
    close: (endpoint) => closed.push(endpoint),
    found: (finding) => found.push(finding),
    registered: (registration) => registered.push(registration),
    looked: (verdict) => looked.push(verdict),
    seen: (trunk, callId) => seen.push(`${trunk} ${callId}`),
  });
  const created = (endpoint: string, dialog?: string, leg = LEG) =>
    watch.handle({
      kind: 'created',
      at: 0,
      leg,
      through: { technology: 'PJSIP', endpoint },
      incoming: false,
      ...(dialog === undefined ? {} : { dialog }),
    });
  const begins = (door: string, scenario = '') => {
    const message = recording.messages.find(
      (each) =>
        each.door === door &&
        each.raw.startsWith('INVITE ') &&
        each.direction === 'to-carrier' &&
        each.scenario.startsWith(scenario),
    );
    if (message === undefined) throw new Error(`no INVITE of ${door}`);
    return message;
  };
  return { recording, lines, pbx, timer, log, closed, found, looked, registered, seen, watch, created, begins };
}

describe('the wire watch', () => {
  it.each(['ordinary-22', 'ordinary-16', 'registration-22'])(
    '[G1] closes nothing over a clean day: %s',
    async (name) => {
      const { recording, lines, watch, created, closed, found, looked, pbx, timer } = watched(name);
      for (const message of recording.messages) {
        created(`${message.trunk}-${message.door}`, callIdOf(message), `leg ${callIdOf(message)}` as LegId);
        watch.message(lines.mirrored(message));
      }
      await timer.wind(1_000);

      expect(looked.length).toBeGreaterThanOrEqual(recording.messages.length);
      expect({ closed, found, hungUp: pbx.hungUp }).toEqual({ closed: [], found: [], hungUp: [] });
    },
  );

  it('[G1] cancels the call of a leaking INVITE, closes its door, and says what it was', async () => {
    const { lines, watch, created, begins, closed, found, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    created(`${leaking.trunk}-private`, callIdOf(leaking));
    watch.message(lines.mirrored(leaking));
    await settle();

    expect(pbx.hungUp).toEqual([LEG]);
    expect(closed).toEqual([`${leaking.trunk}-private`]);
    expect(found[0]).toMatchObject({ door: 'private', method: 'INVITE', done: 'cancelled' });
  });

  it('[G1] does the same when the mirror is quicker than the PBX’s event', async () => {
    const { lines, watch, created, begins, closed, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    watch.message(lines.mirrored(leaking));
    await settle();
    expect(pbx.hungUp).toEqual([]);

    created(`${leaking.trunk}-private`, callIdOf(leaking));
    await settle();
    expect(pbx.hungUp).toEqual([LEG]);
    expect(closed).toHaveLength(1);
  });

  it('[G1] takes the Call-ID from the dialplan’s word about the leg, and asks nothing', async () => {
    const { lines, watch, created, begins, pbx, timer } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    const through = { technology: 'PJSIP', endpoint: `${leaking.trunk}-private` };
    created(through.endpoint);
    watch.handle({ kind: 'passed', at: 0, leg: LEG, through, asking: 'asking' as LegId, dialog: callIdOf(leaking) });
    watch.message(lines.mirrored(leaking));
    await timer.wind(50);

    expect(pbx.hungUp).toEqual([LEG]);
    expect(pbx.asked).toEqual([]);
  });

  it('[G1] asks the PBX whose call it is when no event ever said so', async () => {
    const { lines, watch, begins, pbx, closed, timer } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    const through = { technology: 'PJSIP', endpoint: `${leaking.trunk}-private` };
    pbx.present = { outcome: 'ok', value: [{ leg: LEG, through, waiting: false, dialog: callIdOf(leaking) }] };
    watch.message(lines.mirrored(leaking));
    await timer.wind(300);

    expect(pbx.hungUp).toEqual([LEG]);
    expect(closed).toHaveLength(1);
  });

  it('[G1] learns the Call-ID from the leg where the events do not say it (Asterisk 16)', async () => {
    const { lines, watch, created, begins, pbx, timer } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    pbx.variables.set(`${LEG} CHANNEL(pjsip,call-id)`, { outcome: 'ok', value: callIdOf(leaking) });
    created(`${leaking.trunk}-private`);
    await timer.wind(50);
    watch.message(lines.mirrored(leaking));
    await settle();

    expect(pbx.hungUp).toEqual([LEG]);
  });

  it.each(['CHANNEL(pjsip,call-id)', 'all legs', 'legs that were there before'])(
    '[G6] does not remember for ever a leg that ended while the PBX was asked (%s)',
    async (asked) => {
      const { lines, watch, created, begins, found, pbx, timer } = watched('leaky-settings');
      const leaking = begins('private', 'A2');
      const through = { technology: 'PJSIP', endpoint: `${leaking.trunk}-private` };
      const dialog = callIdOf(leaking);
      // What the PBX says it read before the leg ended, and it is heard after.
      const ends = () => watch.handle({ kind: 'ended', at: timer.now(), leg: LEG, through, cause: 16 });
      pbx.onAsked = ends;
      if (asked === 'legs that were there before') {
        ends();
        watch.adopt({ leg: LEG, through, waiting: false, dialog });
      } else if (asked === 'all legs') {
        pbx.present = { outcome: 'ok', value: [{ leg: LEG, through, waiting: false, dialog }] };
        watch.message(lines.mirrored(leaking));
      } else {
        pbx.variables.set(`${LEG} ${asked}`, { outcome: 'ok', value: dialog });
        created(through.endpoint);
      }
      await timer.wind(1_000);
      pbx.onAsked = () => undefined;
      pbx.present = { outcome: 'ok', value: [] };
      pbx.variables.clear();
      watch.message(lines.mirrored(leaking));
      await settle();
      expect(found.at(-1)?.done).toBe('cancelled');

      await timer.wind(41_000);
      created(through.endpoint, 'another', 'another' as LegId);
      watch.message(lines.mirrored(leaking));
      await timer.wind(1_000);

      expect(found.at(-1)?.done).toBe('closed');
    },
  );

  it('[G1] closes the private door when nobody can say whose a message is that no door may send', async () => {
    const { lines, watch, begins, closed, found, timer, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    pbx.present = { outcome: 'unknown', why: 'link down' };
    watch.message(lines.mirrored(leaking));
    await timer.wind(300);

    expect(closed).toEqual([`${leaking.trunk}-private`]);
    expect(found[0]).toMatchObject({ done: 'closed' });
  });

  it('[G1] catches the site’s number at the private door, although the emergency door may show it', async () => {
    const { lines, watch, created, begins, closed, pbx } = watched('ordinary-22');
    const emergency = begins('emergency');
    created(`${emergency.trunk}-private`, callIdOf(emergency));
    watch.message(lines.mirrored(emergency));
    await settle();

    expect(pbx.hungUp).toEqual([LEG]);
    expect(closed).toEqual([`${emergency.trunk}-private`]);
  });

  it('[G3] never cuts an emergency call, whatever it shows', async () => {
    const { lines, watch, created, begins, closed, found, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    created(`${leaking.trunk}-emergency`, callIdOf(leaking));
    watch.message(lines.mirrored(leaking));
    await settle();

    expect({ closed, hungUp: pbx.hungUp }).toEqual({ closed: [], hungUp: [] });
    expect(found[0]).toMatchObject({ door: 'emergency', done: 'told' });
  });

  it('[G3] lets an INVITE with the site’s number be, with a word, when the PBX cannot be asked whose it is', async () => {
    const { lines, watch, begins, closed, pbx, timer, log } = watched('ordinary-22');
    pbx.present = { outcome: 'unknown', why: 'link down' };
    watch.message(lines.mirrored(begins('emergency')));
    await timer.wind(300);

    expect({ closed, hungUp: pbx.hungUp }).toEqual({ closed: [], hungUp: [] });
    expect(JSON.stringify(log)).toContain('wire-door-unknown');
  });

  it('[G1] hangs up once for a call that leaks in every message', async () => {
    const { recording, lines, watch, created, begins, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    created(`${leaking.trunk}-private`, callIdOf(leaking));
    const all = recording.messages.filter((each) => callIdOf(each) === callIdOf(leaking));
    for (const message of all) watch.message(lines.mirrored(message));
    await settle();

    expect(all.length).toBeGreaterThan(2);
    expect(pbx.hungUp).toEqual([LEG]);
  });

  it('[G1] hangs up again for a call whose leg the PBX did not find, should there be another message of it', async () => {
    const { lines, watch, created, begins, pbx } = watched('leaky-settings');
    const leaking = begins('private', 'A2');
    created(`${leaking.trunk}-private`, callIdOf(leaking));
    pbx.hanging = { outcome: 'refused', why: 'no such leg' };
    watch.message(lines.mirrored(leaking));
    await settle();
    watch.message(lines.mirrored(leaking));
    await settle();

    expect(pbx.hungUp).toEqual([LEG, LEG]);
  });

  it('[G1] tells of what went where no trunk is, and passes over what stays in the house', () => {
    const { lines, watch, begins, looked, seen } = watched('ordinary-22');
    const message = lines.mirrored(begins('private'));
    watch.message({ ...message, target: { address: '198.51.100.9', port: 5060 } });
    watch.message({ ...message, target: { address: '127.0.0.9', port: 5060 } });

    expect(looked).toEqual(['unplaced']);
    expect(seen).toHaveLength(1);
  });

  it('tells of each REGISTER, where it went, and that it was clean', async () => {
    const { recording, lines, watch, registered } = watched('registration-22');
    for (const message of recording.messages) watch.message(lines.mirrored(message));

    const sent = recording.messages.filter(({ raw }) => raw.startsWith('REGISTER '));
    expect(sent.length).toBeGreaterThan(0);
    expect(registered.map(({ trunk, vector }) => `${trunk} ${vector}`)).toEqual(
      sent.map(({ trunk }) => `${trunk} null`),
    );
    expect(registered.every(({ carrier }) => lines.trunksAt(carrier).length > 0)).toBe(true);
  });

  it('tells of a REGISTER that names the agency, and of one to an address that is no trunk of ours', async () => {
    const { recording, lines, watch, registered, looked } = watched('registration-22');
    const message = recording.messages.find(({ raw }) => raw.startsWith('REGISTER '));
    if (message === undefined) throw new Error('no REGISTER was recorded');
    const leaky = message.raw.replace(/^Contact: <sip:[^@]*@/m, 'Contact: <sip:61255501002@');
    watch.message(lines.mirrored({ ...message, raw: leaky }));
    const away = lines.mirrored(message);
    watch.message({ ...away, target: { ...away.target, address: '203.0.113.77' } });

    expect(registered).toMatchObject([
      { trunk: message.trunk, vector: expect.stringMatching(/contact-user|agency-number/) },
      { trunk: null, carrier: '203.0.113.77' },
    ]);
    expect(looked.at(-1)).toBe('unplaced');
  });
});
