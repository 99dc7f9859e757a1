import { defineConfig } from 'vitest/config';

const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], pool: 'forks' as const, ...extra },
});

/**
 * Four tiers. `unit`, `contracts` and `architecture` need no PBX and run in `npm run check`.
 * `lab` runs on real Asterisk processes, one file after another: the machine has few cores and the files share none of their labs.
 */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      project('unit'),
      project('contracts', { testTimeout: 30_000 }),
      project('architecture', { testTimeout: 60_000 }),
      project('lab', { testTimeout: 120_000, hookTimeout: 300_000, fileParallelism: false }),
    ],
  },
});
