import type { Config } from '../../config/config.ts';
import type { Pbx, PbxAnswer } from '../../ports/pbx.ts';
import type { ActingRights, PbxInspection } from '../../ports/pbx-inspection.ts';
import { type Finding, sound, unsound } from './finding.ts';
import { neededModules } from './needed-modules.ts';
import { constantsCheck, patienceCheck, releaseCheck } from './pbx-release.ts';

const SKEW_MS = 2_000;
const MOST_NAMED = 8;

/** What `answer` means for `name`: read when it came, PBX_NO_ANSWER when it did not. */
async function asked<T>(
  name: string,
  answer: Promise<PbxAnswer<T>>,
  read: (value: T) => readonly Finding[],
): Promise<readonly Finding[]> {
  const came = await answer;
  return came.outcome === 'ok' ? read(came.value) : [unsound(name, 'failed', 'PBX_NO_ANSWER')];
}

/** A harmless write: a variable of our own, emptied. A read-only user gets 403. */
export async function ariWriteCheck(pbx: Pbx): Promise<Finding> {
  const answer = await pbx.setGlobal('WITHHELD_DOCTOR', '');
  if (answer.outcome === 'ok') return sound('ari-write', 'the ARI user may write');
  return unsound('ari-write', 'failed', answer.outcome === 'refused' ? 'PBX_ARI_READ_ONLY' : 'PBX_NO_ANSWER');
}

function missingModules(running: ReadonlySet<string>, { trunks, voicemail }: Config): Finding {
  const needed = neededModules({
    registers: trunks.some(({ register }) => register !== undefined),
    authenticates: trunks.some(({ auth }) => auth !== undefined),
    secured: voicemail.secured.length > 0,
  });
  const missing = needed.filter((name) => !running.has(name));
  if (missing.length === 0) return sound('modules', `all ${needed.length} modules needed are running`);
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return unsound('modules', 'failed', 'PBX_MODULES_MISSING', `${missing.slice(0, MOST_NAMED).join(', ')}${more}`);
}

/** No endpoint option keeps a MESSAGE (RFC 3428) inside a dialog from the other leg, From and all (seen on 16.28 and 22.10.1). */
function messagesCheck(running: ReadonlySet<string>): Finding {
  return running.has('res_pjsip_messaging.so')
    ? unsound('messages', 'failed', 'PBX_RELAYS_MESSAGES')
    : sound('messages', 'no text message is relayed');
}

/** By default PJSIP turns calls away, emergency calls too, while any queue of the PBX is long: that of our events is one. */
async function overloadCheck(inspection: PbxInspection): Promise<Finding> {
  const trigger = await inspection.overloadTrigger();
  if (trigger.outcome === 'unknown') return unsound('overload', 'failed', 'PBX_NO_ANSWER');
  if (trigger.outcome === 'ok' && trigger.value !== 'global')
    return sound('overload', 'a long event queue turns no call away');
  return unsound('overload', 'warning', 'PBX_TURNS_CALLS_AWAY');
}

/** Release, constants, modules, clock, application: everything that is asked through ARI. */
export async function ariChecks(inspection: PbxInspection, config: Config): Promise<readonly Finding[]> {
  const { ari, constants } = config.asterisk;
  const release = await asked('release', inspection.version(), ({ version }) => [
    releaseCheck(version),
    constantsCheck(version, constants),
    patienceCheck(version),
  ]);
  const modules = await asked('modules', inspection.modules(), (loaded) => {
    const running = new Set(loaded.filter((module) => module.running).map(({ name }) => name));
    return [missingModules(running, config), messagesCheck(running)];
  });
  const clock = await asked('clock', inspection.clockSkew(), (skew) => [
    Math.abs(skew) > SKEW_MS
      ? unsound('clock', 'warning', 'PBX_CLOCK_SKEWED', `${(skew / 1000).toFixed(1)} s`)
      : sound('clock', 'the clocks agree'),
  ]);
  const application = await asked('application', inspection.applications(), (names) => [
    names.includes(ari.application)
      ? sound('application', 'a daemon listens on this PBX')
      : unsound('application', 'warning', 'PBX_APPLICATION_ABSENT'),
  ]);
  return [...release, ...modules, ...clock, ...application, await overloadCheck(inspection)];
}

function rightsFinding(rights: ActingRights): Finding {
  const { call, events, ...others } = rights;
  const excess = Object.entries(others).flatMap(([name, has]) => (has ? [name] : []));
  if (!call) return unsound('ami-rights', 'failed', 'PBX_AMI_RIGHTS_MISSING');
  if (events) return unsound('ami-rights', 'failed', 'PBX_AMI_EVENTS');
  if (excess.length > 0) return unsound('ami-rights', 'failed', 'PBX_AMI_RIGHTS_EXCESS', excess.join(', '));
  return sound('ami-rights', 'the AMI user may hang calls up, reads no events and may do nothing else');
}

/** Whether the AMI user has the one right it needs and no other, and hears nothing. */
export async function amiChecks(inspection: PbxInspection): Promise<readonly Finding[]> {
  return await asked('ami-rights', inspection.actingRights(), (rights) => [rightsFinding(rights)]);
}
