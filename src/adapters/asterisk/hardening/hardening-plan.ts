import { ConfSet, type ConfTexts } from '../conf/conf-set.ts';
import { Dialplan } from '../conf/dialplan.ts';
import { HardeningDraft } from './draft.ts';
import { type EmergencyRoute, emergencyRoutes } from './emergency-routes.ts';
import { endpointsOf } from './endpoints.ts';
import { hardenFreePbx, hookComplaints } from './freepbx.ts';
import type { HardeningAsk, PbxKind } from './hardening-ask.ts';
import { PHONE_CONTEXTS } from './phone-contexts.ts';
import { hardenPlain } from './plain-pbx.ts';

export interface FileChange {
  /** Below the configuration directory. */
  readonly path: string;
  /** `null`: there is no such file. */
  readonly before: string | null;
  readonly after: string;
}

export interface HardeningPlan {
  readonly kind: PbxKind;
  readonly changes: readonly FileChange[];
  readonly emergency: readonly EmergencyRoute[];
  readonly byHand: readonly string[];
  /** What Asterisk will say of it all the same, and that is right so. */
  readonly expected: readonly string[];
}

/** Files that a graphical interface writes, and lines that only it has. */
export function kindOf(texts: ConfTexts): PbxKind {
  const named = [...texts.keys()].some(
    (path) => /^freepbx[^/]*\.conf$/.test(path) || path === 'sip_general_additional.conf',
  );
  const extensions = texts.get('extensions.conf') ?? '';
  return named || /^\[macro-dialout-trunk-predial-hook\]/m.test(extensions) ? 'freepbx' : 'plain';
}

/** Our own files first: a PBX that starts in between finds what the others include. */
function byReading(one: string, other: string): number {
  const [a, b] = [one, other].map((path) => `${path.startsWith('withheld/') ? 0 : 1}${path}`) as [string, string];
  return a < b ? -1 : 1;
}

/** Everything that would be changed in a PBX's configuration directory, and what is left to a person. Pure; nothing is written. */
export function hardeningPlan(ask: HardeningAsk): HardeningPlan {
  const set = new ConfSet(ask.texts, ask.directory);
  const draft = new HardeningDraft(set);
  const written = new Set([...ask.files.map(({ path }) => path), PHONE_CONTEXTS]);
  for (const { path, text } of ask.files) draft.edits.write(path, Buffer.from(text, 'utf8').toString('latin1'));
  for (const path of set.paths.filter((each) => each.startsWith('withheld/') && !written.has(each)))
    draft.leave(`${path}: not of this version, and the PBX reads it too; remove it`);
  const endpoints = endpointsOf(set, ask.extensions, ask.carriers);
  const moved = ask.kind === 'freepbx' ? hardenFreePbx(draft, ask, endpoints) : hardenPlain(draft, ask, endpoints);
  const after = draft.edits.after(ask.directory);
  const changed = draft.edits.changed();
  return {
    kind: ask.kind,
    changes: [...changed]
      .map(([path, text]) => ({ path, before: set.has(path) ? set.text(path) : null, after: text }))
      .sort((a, b) => byReading(a.path, b.path)),
    emergency: emergencyRoutes(new Dialplan(set), new Dialplan(after), moved, ask.emergencyNumbers),
    byHand: draft.byHand,
    expected: ask.kind === 'freepbx' ? hookComplaints(set) : [],
  };
}
