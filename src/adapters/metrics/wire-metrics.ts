import { Counter, Gauge, type Registry } from 'prom-client';
import type { DaemonStatus } from '../../ports/status.ts';

const VERDICTS = ['clean', 'violation', 'unplaced', 'unusable'] as const;
const DOORS = ['private', 'parent', 'emergency', 'in'] as const;
const DONE = ['cancelled', 'closed', 'told'] as const;

/** What the live wire check counts. Labels are fixed words and configured identifiers; counting never throws. */
export class WireMetrics {
  readonly #looked: Counter<'verdict'>;
  readonly #leaks: Counter<'door' | 'done'>;
  readonly #closed: Counter;
  readonly #silent: Counter;

  constructor(registers: Registry[], status: () => DaemonStatus) {
    this.#looked = new Counter({
      name: 'withheld_wire_messages_total',
      help: 'Mirrored SIP messages by what the judge said; unplaced: of no trunk and not of the house; unusable: not a mirrored message.',
      labelNames: ['verdict'],
      registers,
    });
    for (const verdict of VERDICTS) this.#looked.inc({ verdict }, 0);
    this.#leaks = new Counter({
      name: 'withheld_wire_leaks_total',
      help: 'Messages with violations, by door and by what was done.',
      labelNames: ['door', 'done'],
      registers,
    });
    for (const door of DOORS) for (const done of DONE) this.#leaks.inc({ door, done }, 0);
    this.#closed = new Counter({
      name: 'withheld_doors_closed_total',
      help: 'How often an ordinary door was closed or found closed.',
      registers,
    });
    this.#silent = new Counter({
      name: 'withheld_wire_silences_total',
      help: 'How often calls left and the mirror showed nothing of them.',
      registers,
    });
    new Gauge({
      name: 'withheld_door_open',
      help: 'Ordinary doors: 1 open, 0 closed because it leaked, or not known.',
      labelNames: ['door'],
      registers,
      collect() {
        for (const { name, state } of status().trunks.flatMap(({ doors }) => doors))
          this.set({ door: name }, Number(state === 'open' || state === 'overridden'));
      },
    });
    new Gauge({
      name: 'withheld_wire_verified',
      help: 'Trunks: 1 when the last call that had to be seen on the wire was seen.',
      labelNames: ['trunk'],
      registers,
      collect() {
        for (const { id, wire } of status().trunks) this.set({ trunk: id }, Number(wire === 'verified'));
      },
    });
  }

  looked(verdict: (typeof VERDICTS)[number], messages: number): void {
    this.#looked.inc({ verdict }, messages);
  }

  leaked({ door, done }: { readonly door: (typeof DOORS)[number]; readonly done: (typeof DONE)[number] }): void {
    this.#leaks.inc({ door, done });
  }

  doorClosed(): void {
    this.#closed.inc();
  }

  mirrorSilent(): void {
    this.#silent.inc();
  }
}
