import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'withheld-store-'));
let made = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Where a database can lie, in a directory of its own; removed when the test file ends. */
export function temporaryPath(): string {
  made += 1;
  const directory = join(root, String(made));
  mkdirSync(directory, { mode: 0o700 });
  return join(directory, 'withheld.db');
}
