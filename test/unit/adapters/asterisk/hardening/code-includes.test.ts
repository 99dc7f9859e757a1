import { describe, expect, it } from 'vitest';
import { hardeningPlan, kindOf } from '../../../../../src/adapters/asterisk/hardening/hardening-plan.ts';
import { DETECTION } from './planned-pbx.ts';

const DATA = [
  '[withheld-emergency]',
  'exten => 000,1,Goto(withheld-emergency-call,000,1)',
  '[withheld-codes-dialled]',
  'exten => *601,1,Goto(withheld-codes-ask,601,1)',
  'exten => *66,1,Goto(withheld-codes-ask,66,1)',
  '',
].join('\n');
const OURS = {
  'withheld/dialplan-data.conf': DATA,
  'withheld/withheld-codes.conf': '[withheld-codes]\ninclude => withheld-codes-dialled\n',
};
const PHONE = '[7]\ntype=endpoint\ncontext=desk\naors=7\n[7]\ntype=aor\nmax_contacts=1\n';

function planOf(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.entries(files));
  return hardeningPlan({
    texts,
    directory: '/etc/asterisk',
    kind: kindOf(texts),
    files: Object.entries(OURS).map(([path, text]) => ({ path, text })),
    carriers: [],
    extensions: [],
    emergencyNumbers: ['000'],
    emergencyStrings: ['000'],
    codes: ['*601', '*66'],
    mirror: { host: '127.0.0.1', port: 9060 },
    detection: DETECTION,
    userAgent: 'PBX',
    isSecret: () => false,
  });
}
const changedTo = (plan: ReturnType<typeof planOf>, path: string) =>
  plan.changes.find((change) => change.path === path)?.after ?? '';

describe('hardening a PBX gives its phones the codes about callers', () => {
  it('behind emergency numbers and in front of everything of its own, also where emergency numbers came first before', () => {
    for (const desk of ['[desk]\nexten => _0X.,1,NoOp()\n', '[desk]\ninclude => withheld-emergency\n'])
      expect(
        changedTo(planOf({ ...OURS, 'pjsip.conf': PHONE, 'extensions.conf': desk }), 'withheld/phone-contexts.conf'),
      ).toContain('[withheld-from-desk]\ninclude => withheld-emergency\ninclude => withheld-codes\ninclude => desk\n');
  });

  it('says which code of the PBX’s own stands behind one of ours then, and nothing of what catches everything', () => {
    const desk =
      '[desk]\ninclude => features\nexten => _X.,1,NoOp()\nexten => _*.,1,NoOp()\n[features]\nexten => _*6X,1,NoOp()\n';
    const plan = planOf({ 'pjsip.conf': PHONE, 'extensions.conf': desk.replace('exten => _*.,1,NoOp()\n', '') });
    expect(plan.byHand.filter((line) => line.includes('stands behind the code'))).toEqual([
      'extensions.conf [features] _*6X: stands behind the code *66 of withheld.yaml now; to keep it, choose another in contacts.codes',
    ]);
    const open = planOf({ 'pjsip.conf': PHONE, 'extensions.conf': desk });
    expect(open.byHand.filter((line) => line.includes('stands behind the code'))).toEqual([]);
  });

  it('on FreePBX by its custom context, behind emergency numbers', () => {
    const layout = {
      'extensions.conf':
        '#include extensions_custom.conf\n[from-internal]\ninclude => from-internal-custom\n[macro-dialout-trunk-predial-hook]\nexten => s,1,return()\n',
      'pjsip.conf': '#include pjsip_custom.conf\n',
      'pjsip_custom.conf': '',
    };
    const both = '[from-internal-custom]\ninclude => withheld-emergency\ninclude => withheld-codes\n';
    expect(changedTo(planOf({ ...layout, 'extensions_custom.conf': '' }), 'extensions_custom.conf')).toContain(both);
    const older = `[from-internal-custom]\ninclude => withheld-emergency\nexten => 7,1,NoOp()\n#include withheld/dialplan-data.conf\n`;
    expect(
      changedTo(planOf({ ...OURS, ...layout, 'extensions_custom.conf': older }), 'extensions_custom.conf'),
    ).toContain(`${both}exten => 7,1,NoOp()\n`);
  });
});
