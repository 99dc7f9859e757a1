import { type KeyChange, linkText, NO_LINK } from '../../call/key-change.ts';
import { hexOf, sha256 } from './bytes.ts';
import { fingerprintOf, isSigned } from './secret-keys.ts';

/** What the log of keys says, after every link of it was checked. */
export interface CheckedLog {
  /** What is in force, by mailbox; `recovery` too, however long ago it was printed. */
  readonly present: ReadonlyMap<string, KeyChange>;
  /** The digest of the last link. */
  readonly head: string;
  /** What does not hold, in words for the owner. */
  readonly problems: readonly string[];
}

async function linkProblem(change: KeyChange, inForce: KeyChange | undefined): Promise<string | null> {
  const { box, kind, recovery } = change;
  const mayPrint = kind === 'reprinted' || (kind === 'enrolled' && recovery !== null);
  if (mayPrint !== (recovery !== null)) return `a change of the key of ${box} names a recovery key where it may not`;
  if (kind === 'enrolled')
    return inForce === undefined
      ? (await isSigned(change, change.signing))
        ? null
        : `the first key of ${box} is not signed by itself`
      : `${box} was given another key without its owner having left`;
  if (inForce === undefined) return `a key of ${box} was changed before it had one`;
  if (!(await isSigned(change, inForce.signing)))
    return `a change of the key of ${box} is not signed by the key before`;
  const isSame = change.recipient === inForce.recipient && change.signing === inForce.signing;
  return kind === 'rotated' || kind === 'reprinted' || isSame
    ? null
    : `the key of ${box} was exchanged where it should have stayed`;
}

/** Checks the whole chain. `seen`: the head at an earlier visit, which must be in it: a log cannot be taken back unnoticed. */
export async function checkedLog(changes: readonly KeyChange[], seen: string | null): Promise<CheckedLog> {
  const present = new Map<string, KeyChange>();
  const problems: string[] = [];
  let head = NO_LINK;
  let isSeen = seen === null || seen === NO_LINK;
  for (const change of changes) {
    if (change.before !== head) problems.push('a link of the log of keys is missing or was changed');
    const problem = await linkProblem(change, present.get(change.box));
    if (problem !== null) problems.push(problem);
    if (change.kind === 'left') present.delete(change.box);
    else present.set(change.box, { ...change, recovery: change.recovery ?? present.get(change.box)?.recovery ?? null });
    head = hexOf(await sha256(linkText(change)));
    isSeen ||= head === seen;
  }
  if (!isSeen) problems.push('the log of keys was taken back since this browser saw it last');
  return { present, head, problems };
}

/** What this browser remembers of the keys of others, for one owner. Public keys only. */
export interface Pins {
  readonly head: string | null;
  /** Fingerprints, by mailbox. */
  readonly known: Readonly<Record<string, string>>;
}

/** How a colleague's key stands with this browser. Only `known` is sealed to without asking. */
export type Standing = 'known' | 'new' | 'changed' | 'not-in-log';

export async function standingOf(
  colleague: { readonly mailbox: string; readonly recipient: string; readonly signing: string },
  log: CheckedLog,
  { known }: Pins,
): Promise<{ readonly standing: Standing; readonly fingerprint: string }> {
  const fingerprint = await fingerprintOf(colleague);
  const logged = log.present.get(colleague.mailbox);
  const isLogged = logged?.recipient === colleague.recipient && logged.signing === colleague.signing;
  if (!isLogged) return { standing: 'not-in-log', fingerprint };
  const pinned = known[colleague.mailbox];
  return { standing: pinned === undefined ? 'new' : pinned === fingerprint ? 'known' : 'changed', fingerprint };
}
