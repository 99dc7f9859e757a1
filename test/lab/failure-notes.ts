import { readFile } from 'node:fs/promises';
import { afterEach } from 'vitest';
import { LabUnderTest } from './lab-under-test.ts';

const LAST_BYTES = 4_000;

/** The method or the status, without whom it is about. */
function startOf(line = '?'): string {
  return /^SIP\/2\.0 \d{3}|^[A-Z]+/.exec(line)?.[0] ?? '?';
}

/** What a test that failed leaves for whoever reads the output later: the lab itself is gone by then. Masked, as the daemon's log is. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const under of LabUnderTest.all) {
    const log = await readFile(under.daemon.outputFile, 'utf8').catch(() => 'no daemon ran');
    const doors = await under.lab.agency.console('database show withheld').catch(() => 'the PBX does not answer');
    const seen = under.farEnd.seen.map(
      ({ trunk, direction, message }) => `${trunk} ${direction} ${startOf(message?.startLine)}`,
    );
    process.stderr.write(
      `\nafter "${task.name}":\n${log.slice(-LAST_BYTES)}\n${doors}\nthe far end saw: ${seen.join(', ')}\n`,
    );
  }
});
