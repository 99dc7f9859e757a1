import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TRUNKS } from '../../../src/lab/lab-plan.ts';
import { credentialsFor, readRecord, writeRecord } from '../../../src/lab/lab-record.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'withheld-record-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const plan = { release: '22', trunks: DEFAULT_TRUNKS, automaticTests: false } as const;
const credentials = credentialsFor(plan, null);

describe('what a lab remembers of itself', () => {
  it("keeps its own Asterisk's program, version, modules and data, for its owner alone", async () => {
    const record = {
      plan,
      block: '127.20.30',
      credentials,
      version: '22.10.1',
      asterisk: { program: '/opt/pbx/sbin/asterisk', modules: '/opt/pbx/lib/asterisk/modules', data: '/opt/pbx/data' },
    };
    await writeRecord(directory, record);

    expect(await readRecord(directory)).toEqual(record);
    expect(statSync(join(directory, 'lab.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['null', null, null],
    ['the path alone', '/usr/sbin/asterisk', { program: '/usr/sbin/asterisk', modules: '', data: '' }],
  ])('is read where an earlier version wrote %s for the Asterisk and no version', async (_, written, read) => {
    const old = { plan, block: '127.20.30', credentials, asterisk: written };
    writeFileSync(join(directory, 'lab.json'), JSON.stringify(old));

    expect(await readRecord(directory)).toEqual({ ...old, asterisk: read, version: '' });
  });

  it('is nothing where there is no lab', async () => {
    expect(await readRecord(directory)).toBeNull();
  });

  it('gives a lab that comes up again the passwords it had, and new trunks new ones', () => {
    const more = { ...plan, trunks: [...DEFAULT_TRUNKS, { ...DEFAULT_TRUNKS[0], id: 't3' }] } as typeof plan;
    const again = credentialsFor(more, credentials);

    expect(again).toEqual({ ...credentials, trunks: { ...credentials.trunks, t3: expect.any(String) } });
    expect(credentialsFor(plan, null).driver).not.toBe(credentials.driver);
  });
});
