import type { HardeningPlan } from '../../adapters/asterisk/hardening/hardening-plan.ts';
import type { Complaint, PbxLog } from '../../adapters/asterisk/pbx-log.ts';
import { Failure } from '../../failure.ts';
import { Backup } from './backup.ts';
import { type LivePbx, newComplaints } from './live-pbx.ts';

/** Contexts without which no call leaves as it should. */
const CONTEXTS = [
  'withheld-out',
  'withheld-leave',
  'withheld-private',
  'withheld-emergency',
  'withheld-emergency-call',
];

export interface Application {
  readonly plan: HardeningPlan;
  readonly pbx: LivePbx;
  readonly log: PbxLog;
  /** The PBX's configuration directory. */
  readonly directory: string;
  /** Where backups are kept. */
  readonly above: string;
  /** Endpoints that must be there afterwards. */
  readonly doors: readonly string[];
  /** Told what is done. */
  readonly told: (line: string) => void;
}

/** What became of it. `refused`: what Asterisk said, in its own words; they may hold numbers. */
export type Applied =
  | {
      readonly kind: 'applied';
      readonly backup: string;
      /** Why Asterisk has to be restarted for all of it to hold. */
      readonly restart: readonly string[];
    }
  | {
      readonly kind: 'put-back' | 'stopped';
      readonly failure: Failure;
      readonly refused: readonly Complaint[];
      readonly missing: readonly string[];
    };

function stopped(failure: Failure, refused: readonly Complaint[] = []): Applied {
  return { kind: 'stopped', failure, refused, missing: [] };
}

/** Makes the PBX read a backup's files again after they were put back, and gives what it refuses of them. */
async function asBefore(pbx: LivePbx, log: PbxLog, backup: Backup): Promise<readonly Complaint[] | Failure> {
  const paths = backup.manifest.files.map(({ path }) => path);
  const refused = await pbx.reload(log, paths);
  if (refused instanceof Failure || refused.length === 0) return refused;
  // While objects go, PJSIP complains of those that go later. Only what it says of the files once more is meant.
  await backup.touch();
  return await pbx.reload(log, paths);
}

async function putBack(
  { pbx, log }: Application,
  backup: Backup,
  refused: readonly Complaint[],
  missing: readonly string[],
  cause?: unknown,
): Promise<Applied> {
  try {
    await backup.putBack();
    const again = await asBefore(pbx, log, backup);
    if (again instanceof Failure) throw again;
  } catch (failed) {
    const failure = new Failure('HARDEN_NOT_PUT_BACK', backup.path, { cause: failed });
    return { kind: 'put-back', failure, refused, missing };
  }
  return { kind: 'put-back', failure: new Failure('HARDEN_REFUSED', undefined, { cause }), refused, missing };
}

/** The backup and the files; what went wrong when they could not be written, and then nothing of it is. */
async function write(application: Application): Promise<Backup | Applied> {
  const { plan, directory, above, told } = application;
  let backup: Backup | null = null;
  try {
    backup = await Backup.make(above, directory, plan.changes);
    told(`backup    ${backup.path}`);
    await backup.write(plan.changes);
    return backup;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    const failure = cause instanceof Failure ? cause : new Failure('HARDEN_UNWRITABLE', code, { cause });
    const done = backup === null ? null : await putBack(application, backup, [], [], cause);
    if (done === null || done.kind === 'applied') return stopped(failure);
    return done.failure.code === 'HARDEN_REFUSED' ? { ...done, failure } : done;
  }
}

/**
 * Writes a plan into the PBX's configuration directory and makes the PBX take it: backup first, then the files, then the reload, then a look
 * at what Asterisk refused and whether the doors are there. Where anything is wrong, everything is put back. Never leaves half of it.
 */
export async function apply(application: Application): Promise<Applied> {
  const { plan, pbx, log, doors, told } = application;
  const paths = plan.changes.map(({ path }) => path);
  // What Asterisk says of its configuration as it is, is not said of ours.
  const standing = await pbx.reload(log, paths);
  if (standing instanceof Failure) return stopped(standing);
  const broken = standing.filter(({ level }) => level === 'ERROR');
  if (broken.length > 0) return stopped(new Failure('HARDEN_PBX_REFUSES'), broken);

  const backup = await write(application);
  if (!(backup instanceof Backup)) return backup;
  for (const path of paths) told(`written   ${path}`);
  const said = await pbx.reload(log, paths);
  if (said instanceof Failure) return await putBack(application, backup, [], [], said);
  const refused = newComplaints(standing, said).filter(({ text }) => !plan.expected.includes(text));
  const missing = refused.length > 0 ? [] : await pbx.missing(doors, CONTEXTS);
  if (refused.length > 0 || missing.length > 0) return await putBack(application, backup, refused, missing);
  const relays = paths.includes('modules.conf') && (await pbx.relaysMessages());
  const restart = [
    ...(relays ? ['res_pjsip_messaging.so is still loaded'] : []),
    ...(paths.includes('asterisk.conf') ? ['what was changed in asterisk.conf counts from the next start'] : []),
  ];
  told('reloaded  the PBX has taken all of it, and every door is loaded');
  return { kind: 'applied', backup: backup.path, restart };
}

/** What became of putting a backup back. */
export type Reverted =
  | { readonly kind: 'reverted'; readonly refused: readonly Complaint[] }
  /** The files are back; the PBX was not there to read them. */
  | { readonly kind: 'unread'; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly failure: Failure; readonly changed: readonly string[] };

/**
 * Puts a backup back and makes the PBX read it. A file that was changed since stops it, unless `force`. `live`: the PBX and its log, or why
 * it cannot be asked: a PBX that does not run finds its files as they were when it starts.
 */
export async function revert(
  backup: Backup,
  live: { readonly pbx: LivePbx; readonly log: PbxLog } | Failure,
  force: boolean,
): Promise<Reverted> {
  const changed = await backup.changedSince();
  if (changed.length > 0 && !force) return { kind: 'stopped', failure: new Failure('HARDEN_CHANGED_SINCE'), changed };
  try {
    await backup.putBack();
  } catch (cause) {
    return { kind: 'stopped', failure: new Failure('HARDEN_NOT_PUT_BACK', backup.path, { cause }), changed: [] };
  }
  const refused = live instanceof Failure ? live : await asBefore(live.pbx, live.log, backup);
  return refused instanceof Failure ? { kind: 'unread', failure: refused } : { kind: 'reverted', refused };
}
