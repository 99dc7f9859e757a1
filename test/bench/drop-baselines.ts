import type { DropClass } from '../../src/call/drop-verdict.ts';

type Line = Readonly<Record<string, unknown>>;

/** The AMI events of a stream up to its END. */
function events(text: string): readonly Line[] {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const end = lines.findIndex(({ src, what }) => src === 'mark' && what === 'END');
  return lines.slice(0, end < 0 ? undefined : end).filter(({ src }) => src === 'ami');
}

const SURVIVOR = /^PJSIP\/t/;
const WORKER = /^PJSIP\/w/;
const NETWORK = new Set(['27', '34', '38', '41', '42', '44', '47', '102', '111', '127']);

/** Only the Q.850 cause of the survivor's Hangup. */
function byCause(told: readonly Line[]): DropClass {
  const cause = told.find(({ Event, Channel }) => Event === 'Hangup' && SURVIVOR.test(String(Channel)))?.['Cause'];
  if (cause === undefined) return 'unknown';
  if (NETWORK.has(String(cause))) return 'network-drop';
  return ['1', '17', '18', '19', '20', '21', '28'].includes(String(cause)) ? 'setup-failed' : 'survivor-ended';
}

/** Only the first HangupRequest of a phone or trunk: whose it is; none at all means that nobody hung up. */
function byRequest(told: readonly Line[]): DropClass {
  const asked = told.find(
    ({ Event, Channel }) =>
      Event === 'HangupRequest' && (SURVIVOR.test(String(Channel)) || WORKER.test(String(Channel))),
  );
  if (asked !== undefined) return SURVIVOR.test(String(asked['Channel'])) ? 'survivor-ended' : 'worker-ended';
  return told.some(({ Event, Channel }) => Event === 'Hangup' && SURVIVOR.test(String(Channel)))
    ? 'network-drop'
    : 'unknown';
}

/** Only what a queue says. */
function byQueue(told: readonly Line[]): DropClass {
  if (told.some(({ Event }) => Event === 'QueueCallerAbandon')) return 'abandoned';
  const reason = told.find(({ Event }) => Event === 'AgentComplete')?.['Reason'];
  if (reason === 'caller') return 'survivor-ended';
  return reason === 'agent' ? 'worker-ended' : 'unknown';
}

/** What is done elsewhere: one signal, believed. Each says one class for the first call of a stream. */
export const BASELINES: Readonly<Record<string, (text: string) => DropClass>> = {
  'Hangup cause': (text) => byCause(events(text)),
  HangupRequest: (text) => byRequest(events(text)),
  'queue events': (text) => byQueue(events(text)),
};
