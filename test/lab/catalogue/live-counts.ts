import { setTimeout as pause } from 'node:timers/promises';

type Door = 'private' | 'parent' | 'emergency' | 'in';

/** What the live check of a running daemon has counted. */
export interface LiveCounts {
  /** Messages with violations of a door. `acts`: the call was cancelled, or the door closed. `tells`: only the alarm. */
  readonly leaks: (door: Door, done: 'acts' | 'tells') => number;
  readonly looked: number;
}

/** Reads them from the daemon's metrics. */
export async function liveCounts(consoleUrl: string): Promise<LiveCounts> {
  const text = await (await fetch(new URL('metrics', consoleUrl))).text();
  const values = new Map(
    [...text.matchAll(/^(withheld_\w+(?:\{[^}]*\})?) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
  const leaked = (door: Door, done: string): number =>
    values.get(`withheld_wire_leaks_total{door="${door}",done="${done}"}`) ?? 0;
  return {
    leaks: (door, done) =>
      done === 'tells' ? leaked(door, 'told') : leaked(door, 'cancelled') + leaked(door, 'closed'),
    looked: [...values].reduce(
      (sum, [name, value]) => (name?.startsWith('withheld_wire_messages_total') ? sum + value : sum),
      0,
    ),
  };
}

/** Waits until the live check has looked at everything that was mirrored so far: nothing more comes for a while. */
export async function settledCounts(consoleUrl: string): Promise<LiveCounts> {
  let before = await liveCounts(consoleUrl);
  for (let attempt = 0; attempt < 40; attempt += 1) {
    // A message whose door is not known is held for 250 ms.
    await pause(300);
    const now = await liveCounts(consoleUrl);
    if (now.looked === before.looked) return now;
    before = now;
  }
  return before;
}
