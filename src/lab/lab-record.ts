import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabCredentials } from './carrier-pbx.ts';
import { DESK_PHONES, type LabPlan } from './lab-plan.ts';
import type { OwnAsterisk } from './own-asterisk.ts';

/** What a lab remembers of itself, in `lab.json`: enough to find everything again from another process. */
export interface LabRecord {
  readonly plan: LabPlan;
  /** Its loopback addresses: `127.A.B`. */
  readonly block: string;
  readonly credentials: LabCredentials;
  /** The version of the agency's Asterisk in its own words; empty when it is not known. */
  readonly version: string;
  /** The machine's own Asterisk, when the agency's PBX is that. */
  readonly asterisk: Omit<OwnAsterisk, 'version'> | null;
}

/** As `lab.json` was written before the version was kept in it: `asterisk` was the program's path alone. */
interface WrittenRecord extends Omit<LabRecord, 'version' | 'asterisk'> {
  readonly version?: string;
  readonly asterisk: LabRecord['asterisk'] | string;
}

const password = (): string => randomBytes(18).toString('base64url');

/** Passwords for a lab of this plan; those that are there already stay. */
export function credentialsFor(plan: LabPlan, old: LabCredentials | null): LabCredentials {
  const registering = plan.trunks.filter((trunk) => trunk.access === 'register');
  return {
    phones: Object.fromEntries(
      DESK_PHONES.map(({ extension }) => [extension, old?.phones[extension] ?? password()] as const),
    ),
    trunks: Object.fromEntries(registering.map(({ id }) => [id, old?.trunks[id] ?? password()] as const)),
    ari: old?.ari ?? password(),
    ami: old?.ami ?? password(),
    driver: old?.driver ?? password(),
  };
}

/** The record of the lab in a directory, also one that an earlier version wrote; `null` when there is none. */
export async function readRecord(directory: string): Promise<LabRecord | null> {
  const text = await readFile(join(directory, 'lab.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const written = JSON.parse(text) as WrittenRecord;
  const { asterisk, version = '' } = written;
  return {
    ...written,
    version,
    asterisk: typeof asterisk === 'string' ? { program: asterisk, modules: '', data: '' } : asterisk,
  };
}

/** Writes it whole or not at all. */
export async function writeRecord(directory: string, record: LabRecord): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, 'lab.json.new');
  await writeFile(draft, JSON.stringify(record, null, 2), { mode: 0o600 });
  await rename(draft, join(directory, 'lab.json'));
}
