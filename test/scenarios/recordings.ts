import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  ABANDONED,
  ABRUPT,
  LOST,
  massLost,
  PBX_ENDED,
  PBX_FAILED,
  SURVIVOR,
  setupFailed,
  type Truth,
  WORKER,
  WORKER_LOST,
} from './truth.ts';

export interface Scenario {
  readonly name: string;
  readonly truth: Truth;
  readonly text: string;
}

/**
 * Streams recorded on Asterisk 22.10.1, byte by byte as recorded; all numbers and addresses in them are invented. The truth is what the driver did:
 * a hang-up is abrupt or not only where the driver meant it to be.
 */
const RECORDED: Readonly<Record<string, Truth>> = {
  'S01-survivor-bye': SURVIVOR,
  'S02-worker-bye': WORKER,
  'S04-survivor-killed-rtp5': LOST,
  'S04b-survivor-killed-rtp15': LOST,
  'S06-worker-killed-rtp5': WORKER_LOST,
  'S07a-q41': LOST,
  'S07e-textfirst': LOST,
  'S08b-486': setupFailed('busy'),
  'S08d-433': setupFailed('refused-anonymous'),
  'S09a-admin-cli': PBX_ENDED,
  'S10a-oneway-in': SURVIVOR,
  'S11-netcut-rtp5': LOST,
  'S12a-refer': SURVIVOR,
  'S13a-hold35': WORKER,
  'S13b-hold-survivor-bye': ABRUPT,
  'S14-kill9': PBX_FAILED,
  'S15a-abandon-ring': ABANDONED,
  'S15b-abandon-queue': ABANDONED,
  'S16-mass-cut20': massLost(20),
  'S17-short-call': ABRUPT,
  'S19a-stasis-survivor-bye': SURVIVOR,
  'S20-vad-cn-rtp5': SURVIVOR,
  'S23-contact-lost': { classes: [], offer: false, calls: 0 },
  'S29-hep-reason': LOST,
  'S29b-hep-netcut': LOST,
  'S29c-hep-final-reason': setupFailed('unreachable'),
};

const folder = new URL('./dropped-calls/', import.meta.url);

export function recordings(): readonly Scenario[] {
  return Object.entries(RECORDED).map(([name, truth]) => {
    const text = gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, folder))).toString('utf8');
    return { name, truth, text };
  });
}
