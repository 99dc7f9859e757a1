import type { DaemonStatus } from '../../src/ports/status.ts';
import type { ShownNotice } from '../../src/ports/worker-notices.ts';

/** What a console has to show: a daemon that is ready, one that waits, and what workers were told. */
export const READY: DaemonStatus = {
  version: '1.2.3',
  startedAt: Date.UTC(2026, 10, 5),
  ready: true,
  checks: (['ari', 'ami', 'resync', 'decisions', 'doors', 'records', 'wire', 'leaks'] as const).map((name) => ({
    name,
    ok: true,
    why: null,
  })),
  trunks: [
    {
      id: 't1',
      profile: 'rfc3325',
      transport: 'tls',
      wire: 'verified',
      registration: null,
      doors: [
        { name: 't1-private', state: 'closed', why: 'from-user', since: Date.UTC(2026, 10, 6), until: null },
        { name: 't1-parent', state: 'open', why: null, since: null, until: null },
      ],
    },
  ],
  calls: {
    live: 2,
    suspected: 1,
    classes: [{ class: 'network-drop', trunk: 't1', calls: 3 }],
    health: [
      {
        ...{ trunk: 't1', incoming: true, requests: 9, ser: 0.5, seer: 1, isa: 0, scr: null },
        ...{ sdtMs: 61_000, sdtFailedMs: null, srdMs: 120, srdFailedMs: null },
      },
    ],
  },
};
export const WAITING: DaemonStatus = {
  ...READY,
  ready: false,
  checks: [{ name: 'ari', ok: false, why: 'PBX_ARI_UNREACHABLE' }],
};
export const NOTICES: readonly ShownNotice[] = [
  {
    worker: '101',
    happened: 'line-lost',
    agreed: 'agency-calls-back',
    next: 'may-call-back',
    callbackFrom: Date.UTC(2026, 10, 6, 10, 1),
    endedAt: Date.UTC(2026, 10, 6, 10),
    state: 'heard',
  },
];
