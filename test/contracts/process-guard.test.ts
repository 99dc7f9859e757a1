import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const SOURCE = new URL('../../src/adapters/log/', import.meta.url).href;

/** Runs `body` in a real Node process under the guard. */
function crash(body: string): { code: number | null; stdout: string; stderr: string } {
  const script = `
    const { WinstonLog } = await import('${SOURCE}winston-log.ts');
    const { guardProcess } = await import('${SOURCE}process-guard.ts');
    const log = new WinstonLog({ secrets: ['Wilma'] });
    guardProcess({ log, process, failClosed: () => log.info('failed-closed') });
    ${body}
    setTimeout(() => process.exit(7), 5000);`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    {
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  return { code: status, stdout, stderr };
}

describe('the process guard', () => {
  test.each([
    ['an exception nobody caught', `setImmediate(() => { throw new Error('to +61412345678 for Wilma'); });`],
    ['a rejection nobody caught', `Promise.reject(new Error('to +61412345678 for Wilma'));`],
    ['a bare string thrown by a library', `setImmediate(() => { throw '+61412345678 Wilma'; });`],
    [
      'a second exception while flushing',
      `for (const n of [1, 2]) setImmediate(() => { throw new Error('+61412345678 Wilma' + n); });`,
    ],
  ])('%s ends the process with 1 and shows nothing in clear', (_what, body) => {
    const { code, stdout, stderr } = crash(body);
    expect(code).toBe(1);
    expect(stdout).toContain('"event":"daemon-crashed"');
    expect(stdout).toContain('"event":"failed-closed"');
    expect(stdout + stderr).not.toMatch(/412345678|Wilma/);
  });
});
