import { setTimeout as pause } from 'node:timers/promises';
import { LINK_TIMING, type LinkTiming } from '../../adapters/asterisk/link-timing.ts';
import { PbxControl } from '../../adapters/asterisk/pbx-control.ts';
import type { Config } from '../../config/config.ts';
import type { FailureCode } from '../../failure.ts';
import { type Finding, sound, unsound } from './finding.ts';
import { consolePortCheck, databaseCheck, storageDirectoryCheck, tokenKeyCheck } from './machine-checks.ts';
import { modelCheck } from './model-check.ts';
import { amiChecks, ariChecks, ariWriteCheck } from './pbx-checks.ts';
import { promptsCheck } from './prompts-check.ts';

/** Everything the doctor found, and what it could not ask because a link was down. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly notAsked: readonly string[];
}

const ASKED_BY_ARI = [
  'ari-write',
  'release',
  'constants',
  'patience',
  'modules',
  'messages',
  'clock',
  'application',
  'overload',
];
const ASKED_BY_AMI = ['ami-rights'];
const PATIENCE_MS = 8_000;
const LOOK_EVERY_MS = 25;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function controlOf(config: Config, timing: LinkTiming): PbxControl {
  const { ari, ami } = config.asterisk;
  return new PbxControl({
    // A name of its own: registering the daemon's would take the events of a running daemon away.
    ari: {
      url: ari.url.replace(/\/$/, ''),
      user: ari.username,
      password: ari.password.reveal(),
      application: `${ari.application}-doctor`,
    },
    ami: { host: ami.host, port: ami.port, user: ami.username, secret: ami.password.reveal() },
    endpoints: [],
    log: silent,
    clock: { now: () => Date.now() },
    timing,
  });
}

/** Waits until each link is up or has said why not. */
async function settled(pbx: PbxControl): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  const known = (link: 'ari' | 'ami') => pbx.state[link] !== 'down' || pbx.inspection.trouble[link] !== null;
  while (performance.now() < until && !(known('ari') && known('ami'))) await pause(LOOK_EVERY_MS);
}

function linkFinding(pbx: PbxControl, link: 'ari' | 'ami', fallback: FailureCode): Finding {
  if (pbx.state[link] === 'up') return sound(link, `${link.toUpperCase()} answers and takes our login`);
  return unsound(link, 'failed', pbx.inspection.trouble[link] ?? fallback);
}

async function pbxExamination(config: Config, timing: LinkTiming): Promise<Examination> {
  const pbx = controlOf(config, timing);
  pbx.start();
  try {
    await settled(pbx);
    const ari = linkFinding(pbx, 'ari', 'PBX_ARI_UNREACHABLE');
    const ami = linkFinding(pbx, 'ami', 'PBX_AMI_UNREACHABLE');
    const byAri = ari.state === 'ok' ? [await ariWriteCheck(pbx), ...(await ariChecks(pbx.inspection, config))] : [];
    const byAmi = ami.state === 'ok' ? await amiChecks(pbx.inspection) : [];
    return {
      findings: [ari, ...byAri, ami, ...byAmi],
      notAsked: [...(ari.state === 'ok' ? [] : ASKED_BY_ARI), ...(ami.state === 'ok' ? [] : ASKED_BY_AMI)],
    };
  } finally {
    await pbx.stop();
  }
}

/** Looks at this machine and at the PBX. Changes nothing but one empty variable of ours in the PBX. Never rejects for what it finds. */
export async function examine(config: Config, timing: LinkTiming = LINK_TIMING): Promise<Examination> {
  const { directory, token_key_file } = config.storage;
  const machine = [
    sound('configuration', 'the configuration holds'),
    await tokenKeyCheck(token_key_file),
    await storageDirectoryCheck(directory),
    await databaseCheck(directory, 'calls'),
    await databaseCheck(directory, 'history'),
    await databaseCheck(directory, 'returns'),
    await databaseCheck(directory, 'drops'),
    await databaseCheck(directory, 'contacts'),
    ...(await promptsCheck(config)),
    ...(await modelCheck(config)),
    await consolePortCheck(config.console),
  ];
  const { findings, notAsked } = await pbxExamination(config, timing);
  return { findings: [...machine, ...findings], notAsked };
}
