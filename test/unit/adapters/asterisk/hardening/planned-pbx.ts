import type { HardeningAsk } from '../../../../../src/adapters/asterisk/hardening/hardening-ask.ts';
import {
  type HardeningPlan,
  hardeningPlan,
  kindOf,
} from '../../../../../src/adapters/asterisk/hardening/hardening-plan.ts';

export const OURS = {
  'withheld/pjsip-doors.conf': '[t1-private]\ntype=endpoint\n',
  'withheld/dialplan-data.conf':
    '[withheld-emergency]\nexten => 000,1,Goto(withheld-emergency-call,000,1)\nexten => 0000,1,Goto(withheld-emergency-call,000,1)\n[withheld-codes-dialled]\nexten => *601,1,NoOp()\nexten => *66,1,NoOp()\n',
  'withheld/withheld-codes.conf': '[withheld-codes]\ninclude => withheld-codes-dialled\n',
  'withheld/withheld-out.conf': '[withheld-out]\ninclude => withheld-emergency\n',
};
export const CARRIER =
  '[carrier]\ntype=endpoint\naors=carrier\ncontext=from-carrier\n[carrier]\ntype=aor\ncontact=sip:carrier.example:5060\n';
export const PHONE = '[7]\ntype=endpoint\ncontext=desk\naors=7\n[7]\ntype=aor\nmax_contacts=1\nqualify_frequency=30\n';
const GOOD = {
  'hep.conf': '[general]\nenabled=yes\ncapture_address=127.0.0.1:9060\nuuid_type=call-id\n',
  'rtp.conf': '[general]\nrtcpinterval=2000\n',
};
export const DETECTION = {
  phoneRtpTimeout: 0,
  phoneRtpTimeoutHold: 0,
  phoneQualifySeconds: 15,
  qualifyTimeoutSeconds: 3,
  rtcpIntervalMs: 2_000,
};

/** What would change of a PBX that has these files, beside those with nothing to change. */
export function planOf(files: Readonly<Record<string, string>>, more: Partial<HardeningAsk> = {}): HardeningPlan {
  const texts = new Map(Object.entries({ ...GOOD, ...files }));
  return hardeningPlan({
    texts,
    directory: '/etc/asterisk',
    kind: kindOf(texts),
    files: Object.entries(OURS).map(([path, text]) => ({ path, text })),
    carriers: [{ trunk: 't1', host: 'carrier.example', inboundContext: 'from-carrier' }],
    extensions: [],
    emergencyNumbers: ['000'],
    emergencyStrings: ['000', '0000'],
    codes: ['*601', '*66'],
    mirror: { host: '127.0.0.1', port: 9060 },
    detection: DETECTION,
    userAgent: 'PBX',
    isSecret: (text) => /wrenfield/i.test(text),
    ...more,
  });
}
export const changedTo = (plan: HardeningPlan, path: string) =>
  plan.changes.find((change) => change.path === path)?.after ?? null;
