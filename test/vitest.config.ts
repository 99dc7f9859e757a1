import { defineConfig } from 'vitest/config';

const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], pool: 'forks' as const, ...extra },
});

/**
 * Six tiers. `unit` and `architecture` run in `npm run check`; `properties` try at random, or ten thousand times, what `unit` tries by example;
 * `contracts` has fake servers and damaged disks; `lab` and `load` run on real Asterisk processes, each file with labs of its own.
 */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      // Vitest would leave one of two processors idle.
      project('unit', { testTimeout: 120_000, isolate: false, maxWorkers: 2, exclude: ['**/*.property.test.ts'] }),
      project('properties', {
        include: ['test/unit/**/*.property.test.ts'],
        testTimeout: 120_000,
        isolate: false,
        maxWorkers: 2,
      }),
      project('contracts', { testTimeout: 30_000, sequence: { groupOrder: 1 } }),
      project('architecture', { testTimeout: 60_000, isolate: false, maxWorkers: 2 }),
      project('lab', {
        testTimeout: 120_000,
        hookTimeout: 300_000,
        maxWorkers: 3,
        setupFiles: ['test/lab/failure-notes.ts'],
        sequence: { groupOrder: 2 },
      }),
      // Measures how many calls get through: nothing else may run beside it.
      project('load', { testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 1, sequence: { groupOrder: 3 } }),
    ],
  },
});
