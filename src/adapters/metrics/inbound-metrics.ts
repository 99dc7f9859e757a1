import { Counter, type Registry } from 'prom-client';

const ROUTES = ['ordinary', 'worker-first', 'priority'] as const;
const CODES = ['given', 'right', 'wrong', 'closed'] as const;
const NOTICES = ['heard', 'not-heard', 'written', 'not-written'] as const;

/** Calls to helplines that were led back, and workers that were told. No label is a number, a code or an extension. */
export class InboundMetrics {
  readonly #arrived: Counter<'route'>;
  readonly #codes: Counter<'what'>;
  readonly #notices: Counter<'how'>;

  constructor(registers: Registry[]) {
    this.#arrived = new Counter({
      name: 'withheld_helpline_calls_total',
      help: 'Calls to helplines that the daemon was asked about, by the way it led them.',
      labelNames: ['route'],
      registers,
    });
    for (const route of ROUTES) this.#arrived.inc({ route }, 0);
    this.#codes = new Counter({
      name: 'withheld_return_codes_total',
      help: 'Return codes given, right and wrong ones pressed, and how often too many wrong ones closed the way.',
      labelNames: ['what'],
      registers,
    });
    for (const what of CODES) this.#codes.inc({ what }, 0);
    this.#notices = new Counter({
      name: 'withheld_worker_notices_total',
      help: 'Notices to workers after a call, by what became of them.',
      labelNames: ['how'],
      registers,
    });
    for (const how of NOTICES) this.#notices.inc({ how }, 0);
  }

  arrived(route: (typeof ROUTES)[number]): void {
    this.#arrived.inc({ route });
  }

  code(what: (typeof CODES)[number]): void {
    this.#codes.inc({ what });
  }

  told(how: (typeof NOTICES)[number]): void {
    this.#notices.inc({ how });
  }
}
