import { describe, expect, it } from 'vitest';
import { Heartbeat } from '../../../src/identity/heartbeat.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

function beating() {
  const pbx = new FakePbx();
  const timer = new FakeTimer();
  const circumstances = { fit: true, skew: 0 as number | null };
  const heartbeat = new Heartbeat({
    pbx,
    timer,
    log: new KeptLog(),
    pbxTime: () => (circumstances.skew === null ? null : timer.now() + circumstances.skew),
    fit: () => circumstances.fit,
  });
  heartbeat.start();
  return { pbx, timer, circumstances, heartbeat };
}

describe('the heartbeat', () => {
  it('writes the time of the PBX, not ours, several times a second', async () => {
    const { pbx, timer, circumstances } = beating();
    circumstances.skew = -7_000;

    await timer.wind(1_000);

    expect(pbx.globals).toHaveLength(4);
    expect(pbx.globals.at(-1)).toEqual({ name: 'WITHHELD_BEAT', value: String(timer.now() - 7_000) });
  });

  it.each([
    ['unfit', { fit: false, skew: 0 }],
    ['ignorant of the time of the PBX', { fit: true, skew: null }],
  ])('[G2] is silent while the daemon is %s', async (_name, becomes) => {
    const { pbx, timer, circumstances, heartbeat } = beating();
    await timer.wind(500);
    Object.assign(circumstances, becomes);
    const before = pbx.globals.length;

    await timer.wind(2_000);

    expect(pbx.globals).toHaveLength(before);
    expect(heartbeat.beating).toBe(false);
  });

  it('[G2] is not beating when the PBX does not confirm', async () => {
    const { pbx, timer, heartbeat } = beating();
    await timer.wind(500);
    pbx.answer = { outcome: 'unknown', why: 'deadline' };

    await timer.wind(500);

    expect(heartbeat.beating).toBe(false);
  });

  it('[G2] takes its last beat back when it stops', async () => {
    const { pbx, timer, heartbeat } = beating();
    await timer.wind(500);

    await heartbeat.stop();
    await timer.wind(2_000);

    expect(pbx.globals.at(-1)).toEqual({ name: 'WITHHELD_BEAT', value: '' });
  });
});
