import type { Dialplan, DialplanStep } from '../conf/dialplan.ts';
import type { HardeningDraft } from './draft.ts';
import type { Endpoints } from './endpoints.ts';

/** One technology, one number, one endpoint: `PJSIP/number@endpoint` or `PJSIP/endpoint/sip:number@host`. */
const DIAL = /^Dial\(PJSIP\/([^&,@/]+)@([A-Za-z0-9_.-]+)(?:,.*)?\)$/i;
const DIAL_URI = /^Dial\(PJSIP\/([A-Za-z0-9_.-]+)\/sips?:([^&,@/]+)@[^&,]+(?:,.*)?\)$/i;
/** What can send a call to a trunk. */
const SENDS = /\b(?:Dial|Originate|Page|FollowMe|TryExec|Exec|RetryDial|Transfer)\b/i;
const OTHER_TECHNOLOGY = /\bDial\([^,)]*\b(SIP|IAX2|DAHDI|Zap|mISDN|H323|OOH323|Motif|Dongle)\//i;

/** A step that leaves past the doors, and the number it dials. `null`: it cannot be told from the line. */
interface TrunkDial {
  readonly step: DialplanStep;
  readonly endpoint: string;
  readonly number: string | null;
}

function readDial(step: DialplanStep, trunks: ReadonlySet<string>): TrunkDial | null {
  const { application } = step;
  const plain = DIAL.exec(application);
  if (plain !== null)
    return trunks.has(plain[2] ?? '') ? { step, endpoint: plain[2] ?? '', number: plain[1] ?? null } : null;
  const uri = DIAL_URI.exec(application);
  if (uri !== null) return trunks.has(uri[1] ?? '') ? { step, endpoint: uri[1] ?? '', number: uri[2] ?? null } : null;
  if (!SENDS.test(application)) return null;
  const named = [...trunks].find((name) =>
    new RegExp(`[@/]${name.replace(/[.]/g, '\\.')}(?![A-Za-z0-9_.-])`).test(application),
  );
  return named === undefined ? null : { step, endpoint: named, number: null };
}

/** The steps of the administrator's dialplan that dial one of these endpoints. Pure. */
export function dialsOf(dialplan: Dialplan, endpoints: readonly string[]): readonly TrunkDial[] {
  const names = new Set(endpoints);
  return dialplan.steps
    .filter(({ path }) => !path.startsWith('withheld/'))
    .flatMap((step) => readDial(step, names) ?? []);
}

/**
 * What dialled a trunk past the doors goes to `withheld-out` with the same number. A step that does more than that is left to a person, and
 * so is one that leads where no trunk of the configuration leads.
 */
export function redirectDials(draft: HardeningDraft, dialplan: Dialplan, { trunks, others }: Endpoints): void {
  for (const { step, endpoint, number } of dialsOf(
    dialplan,
    trunks.map(({ name }) => name),
  )) {
    const place = `${step.path}:${step.at + 1} [${step.context}]`;
    if (number === null || !step.raw.includes(step.application))
      draft.leave(`${place}: sends calls to [${endpoint}] past the doors; let it go to withheld-out`);
    else if (draft.mayEdit(step.path))
      draft.edits.replace(
        step,
        step.raw.replace(step.application, () => `Goto(withheld-out,${number},1)`),
      );
  }
  for (const { step, endpoint } of dialsOf(
    dialplan,
    others.map(({ name }) => name),
  ))
    draft.leave(
      `${step.path}:${step.at + 1} [${step.context}]: dials [${endpoint}], which is no trunk of withheld.yaml; if it leads outside, add it there`,
    );
  for (const step of dialplan.steps) {
    const technology = OTHER_TECHNOLOGY.exec(step.application)?.[1];
    if (technology !== undefined && !step.path.startsWith('withheld/'))
      draft.leave(
        `${step.path}:${step.at + 1} [${step.context}]: dials by ${technology}, which has no doors; let it go to withheld-out`,
      );
  }
}
