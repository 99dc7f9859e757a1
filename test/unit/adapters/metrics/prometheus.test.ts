import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../../src/adapters/metrics/prometheus.ts';
import type { DaemonStatus } from '../../../../src/ports/status.ts';

const status = (ok: boolean): DaemonStatus => ({
  version: '1.2.3',
  startedAt: 1_700_000_000_500,
  ready: ok,
  checks: (['ari', 'ami', 'resync', 'decisions', 'doors', 'records', 'wire', 'leaks'] as const).map((name) => ({
    name,
    ok,
    why: null,
  })),
  trunks: [
    {
      id: 'trunk',
      profile: 'rfc3325',
      transport: 'udp',
      wire: 'verified',
      registration: null,
      doors: [
        { name: 'first', state: 'open', why: null, since: null, until: null },
        { name: 'second', state: 'closed', why: 'from-user', since: 1, until: null },
      ],
    },
  ],
  calls: { live: 0, suspected: 0, classes: [], health: [] },
});

const metricsOf = (now: () => DaemonStatus) =>
  new Metrics({ version: '1.2.3', status: now, waiting: () => 7, trunks: ['trunk'] });
const metrics = (ok = true) => metricsOf(() => status(ok));

describe('the metrics', () => {
  it('count decisions by door and outcome, and stray legs', async () => {
    const counted = metrics();
    counted.decided('private', 'sent', 2);
    counted.decided('private', 'sent', 4);
    counted.decided('parent', 'sent', 300);
    counted.stray();

    const text = await counted.text();

    expect(text).toContain('withheld_decisions_total{door="private",outcome="sent"} 2');
    expect(text).toContain('withheld_decisions_total{door="parent",outcome="sent"} 1');
    expect(text).toContain('withheld_decision_seconds_bucket{le="0.006"} 2');
    expect(text).toContain('withheld_decision_seconds_count 3');
    expect(text).toContain('withheld_stray_legs_total 1');
  });

  it('show every series from the start, so that the first event of its kind is an increase', async () => {
    const text = await metrics().text();

    expect(text.match(/^withheld_decisions_total\{/gm)).toHaveLength(12);
    expect(text).toContain('withheld_stray_legs_total 0');
  });

  it('tell which door is closed, and whether a trunk is seen on the wire', async () => {
    const counted = metrics();
    counted.wire.looked('clean', 1);
    counted.wire.looked('unplaced', 1);
    counted.wire.leaked({ door: 'private', done: 'cancelled' });
    counted.wire.doorClosed();
    counted.wire.mirrorSilent();

    const text = await counted.text();

    expect(text).toContain('withheld_door_open{door="first"} 1');
    expect(text).toContain('withheld_door_open{door="second"} 0');
    expect(text).toContain('withheld_wire_verified{trunk="trunk"} 1');
    expect(text).toContain('withheld_wire_messages_total{verdict="unplaced"} 1');
    expect(text).toContain('withheld_wire_leaks_total{door="private",done="cancelled"} 1');
    expect(text).toContain('withheld_doors_closed_total 1');
    expect(text).toContain('withheld_wire_silences_total 1');
  });

  it('count what became of calls by class and trunk, and tell how the trunks do in the terms of RFC 6076', async () => {
    const health = { trunk: 'trunk', incoming: true, requests: 4, ser: 0.5, seer: 0.75, isa: 0.25, scr: null };
    const means = { sdtMs: 61_500, sdtFailedMs: null, srdMs: 120, srdFailedMs: null };
    const calls = { live: 3, suspected: 1, classes: [], health: [{ ...health, ...means }] };
    const counted = metricsOf(() => ({ ...status(true), calls }));
    counted.drops.ended('network-drop', 'trunk');
    counted.drops.ended('unknown', null);

    const text = await counted.text();

    expect(text).toContain('withheld_drops_total{class="network-drop",trunk="trunk"} 1');
    expect(text).toContain('withheld_drops_total{class="unknown",trunk="none"} 1');
    expect(text).toContain('withheld_drops_total{class="pbx-failed",trunk="trunk"} 0');
    expect(text).toMatch(/^withheld_calls_live 3$/m);
    expect(text).toMatch(/^withheld_calls_suspected 1$/m);
    expect(text).toContain('withheld_trunk_sessions{trunk="trunk",direction="in"} 4');
    expect(text).toContain('withheld_trunk_ratio{trunk="trunk",direction="in",term="isa"} 0.25');
    expect(text).not.toContain('term="scr"');
    expect(text).toContain('withheld_trunk_mean_seconds{trunk="trunk",direction="in",term="sdt"} 61.5');
  });

  it('ask for the status at each scrape', async () => {
    let ok = true;
    const watched = metricsOf(() => status(ok));

    expect(await watched.text()).toMatch(/^withheld_ready 1$/m);
    ok = false;
    const text = await watched.text();

    expect(text).toMatch(/^withheld_ready 0$/m);
    expect(text).toContain('withheld_check_ok{check="ami"} 0');
    expect(text).toMatch(/^withheld_records_waiting 7$/m);
    expect(text).toContain('withheld_build_info{version="1.2.3"} 1');
    expect(text).toContain('withheld_start_time_seconds 1700000000.5');
  });

  it('never throw into a call, whatever the clock did', async () => {
    const counted = metrics();
    for (const milliseconds of [-5000, Number.NaN, Number.POSITIVE_INFINITY])
      counted.decided('none', 'late', milliseconds);

    const text = await counted.text();

    expect(text).toContain('withheld_decisions_total{door="none",outcome="late"} 3');
    expect(text).toMatch(/^withheld_decision_seconds_sum 0$/m);
  });

  it('carry nothing but fixed words in their labels', async () => {
    const labels = [...(await metrics().text()).matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
      inside.split(','),
    );

    for (const label of labels)
      expect(label).toMatch(
        /^(?:(?:door|outcome|check|verdict|done|trunk|reason|class|direction|term|route|what|how)="[a-z_-]+"|le="[0-9.+Inf]+"|version="1\.2\.3")$/,
      );
  });

  it('share no registry: two daemons of a test process do not meet', async () => {
    const [one, other] = [metrics(), metrics()];
    one.stray();

    expect(await other.text()).toContain('withheld_stray_legs_total 0');
  });
});
