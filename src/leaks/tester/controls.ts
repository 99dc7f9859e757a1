import { SETTLE_MS } from './calling-paths.ts';
import type { TestedTrunk } from './expectation.ts';
import type { Hearing } from './hearing.ts';
import type { ControlReport } from './report.ts';
import { arrival, endCalls, type Stage } from './stage.ts';

/** A door built to leak: what the probe says it is must be seen, and the judge must say so. */
export async function positiveControl(stage: Stage, trunk: TestedTrunk, hearing: Hearing): Promise<ControlReport> {
  stage.line.receive({ kind: 'refuse', status: 486 });
  const arrived = await arrival(stage, `leaky-${stage.trunk}`);
  if (!('kind' in arrived)) await arrived.leg.over(SETTLE_MS);
  const { findings } = hearing.take({ door: 'private', look: trunk.looks.private, leaky: true });
  const words = findings.filter(({ severity, vector }) => severity === 'leak' && vector === 'secret-word');
  const numbers = findings.filter(({ severity, vector }) => severity === 'leak' && vector === 'agency-number');
  const caught = words.length > 0 && numbers.length > 0;
  const why =
    'kind' in arrived ? (arrived.kind === 'ran' ? null : arrived.why) : caught ? null : 'its leak was not caught';
  return { kind: 'positive', trunk: stage.trunk, site: null, held: why === null && caught, why, findings };
}

/** The emergency door of a site, dialled with a number that is none: it must present the site's own number. */
export async function negativeControl(
  stage: Stage,
  site: TestedTrunk['emergency'][number],
  hearing: Hearing,
): Promise<ControlReport> {
  // Refused at once: the daemon hangs up what stays on an emergency door without being an emergency.
  stage.line.receive({ kind: 'refuse', status: 486 });
  const arrived = await arrival(stage, `emergency-${stage.trunk}-${site.site}`);
  if (!('kind' in arrived)) {
    await arrived.leg.over(SETTLE_MS);
    await endCalls(arrived.leg);
  }
  const { findings, messages } = hearing.take({ door: 'emergency', look: site.look });
  const unpresented = findings.some(({ severity }) => severity === 'unpresented');
  const why =
    'kind' in arrived && arrived.kind !== 'ran'
      ? arrived.why
      : unpresented
        ? 'an emergency call would not show the number of the site'
        : findings.length > 0
          ? 'it shows what it should not'
          : null;
  return {
    kind: 'negative',
    trunk: stage.trunk,
    site: site.site,
    held: why === null && messages > 0,
    why,
    findings,
  };
}
