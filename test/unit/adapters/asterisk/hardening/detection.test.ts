import { describe, expect, it } from 'vitest';
import { changedTo, DETECTION, PHONE, planOf } from './planned-pbx.ts';

const EXTENSIONS = { 'extensions.conf': '[desk]\nexten => 7,1,NoOp()\n' };
const FREEPBX = {
  'freepbx_menu.conf': '',
  'extensions.conf': '#include extensions_custom.conf\n[from-internal]\ninclude => from-internal-custom\n',
  'extensions_custom.conf': '',
  'pjsip_custom.conf': '',
  'pjsip_custom_post.conf': '',
};

describe('hardening a PBX so that lost calls are noticed', () => {
  it('takes away what would tear down the silent emergency call of a phone', () => {
    const silent = PHONE.replace('aors', 'rtp_timeout=30\nrtp_timeout_hold=60\ntimers=no\naors');
    const pjsip = changedTo(planOf({ ...EXTENSIONS, 'pjsip.conf': silent }), 'pjsip.conf');

    for (const line of ['rtp_timeout=0', 'rtp_timeout_hold=0', 'timers=yes']) expect(pjsip).toContain(`\n${line}\n`);
    expect(pjsip).not.toMatch(/rtp_timeout=30|rtp_timeout_hold=60|timers=no/);
  });

  it('ends the silent calls of phones where the administrator asked for it', () => {
    const detection = { ...DETECTION, phoneRtpTimeout: 60, phoneRtpTimeoutHold: 900 };
    const pjsip = changedTo(planOf({ ...EXTENSIONS, 'pjsip.conf': PHONE }, { detection }), 'pjsip.conf');

    expect(pjsip).toMatch(/^\[7\]\ntype=endpoint\n(?=[^[]*rtp_timeout=60\n)(?=[^[]*rtp_timeout_hold=900\n)/m);
  });

  it('has phones asked whether they are there, and leaves those alone that are asked already', () => {
    const unasked = PHONE.replace('qualify_frequency=30\n', '');
    const asked = (pjsip: string, seconds = 15) => {
      const detection = { ...DETECTION, phoneQualifySeconds: seconds };
      return changedTo(planOf({ ...EXTENSIONS, 'pjsip.conf': pjsip }, { detection }), 'pjsip.conf');
    };

    expect(asked(unasked)).toMatch(/type=aor\nmax_contacts=1\nqualify_frequency=15\nqualify_timeout=3\n/);
    expect(asked(PHONE)).toContain('qualify_frequency=30\n');
    expect(asked(PHONE)).not.toContain('qualify_timeout');
    expect(asked(unasked, 0)).not.toContain('qualify');
  });

  it('has the PBX report on media often enough, and not less often than it does', () => {
    const rtp = (text: string) =>
      changedTo(planOf({ ...EXTENSIONS, 'pjsip.conf': PHONE, 'rtp.conf': text }), 'rtp.conf');

    expect(rtp('[general]\nrtpstart=10000\n')).toBe('[general]\nrtpstart=10000\nrtcpinterval=2000\n');
    expect(rtp('[general]\nrtcpinterval=5000\n')).toBe('[general]\nrtcpinterval=2000\n');
    expect(rtp('[general]\nrtcpinterval=1000\n')).toBeNull();
  });

  it('says that the mirror of reports is not loaded where it is not', () => {
    const left = (modules: string) => planOf({ ...EXTENSIONS, 'pjsip.conf': PHONE, 'modules.conf': modules }).byHand;

    expect(left('[modules]\nautoload=yes\nnoload => res_hep_rtcp.so\n').join()).toContain('load res_hep_rtcp.so too');
    expect(left('[modules]\nautoload=no\nload => res_hep.so\n').join()).toContain('load res_hep_rtcp.so too');
    expect(left('[modules]\nautoload=yes\n').join()).not.toContain('res_hep_rtcp');
    expect(left('[modules]\nautoload=no\nload => res_hep_rtcp.so\n').join()).not.toContain('res_hep_rtcp');
  });

  it('leaves to the pages of FreePBX what they write', () => {
    const plan = planOf({
      ...FREEPBX,
      'pjsip.conf': '#include pjsip_custom.conf\n#include pjsip.endpoint.conf\n',
      'pjsip.endpoint.conf': PHONE.replace('aors', 'rtp_timeout=30\naors').replace('qualify_frequency=30\n', ''),
      'rtp.conf': '[general]\n#include rtp_custom.conf\n',
    });

    expect(plan.kind).toBe('freepbx');
    expect(changedTo(plan, 'pjsip.endpoint.conf')).toBeNull();
    expect(changedTo(plan, 'rtp.conf')).toBeNull();
    const left = plan.byHand.join('\n');
    expect(left).toContain('pjsip.endpoint.conf: rtp_timeout=0 for 1 phones');
    expect(left).toContain('pjsip.aor.conf: qualify_frequency=15 for 1 phones');
    expect(left).toContain('rtp.conf [general]: rtcpinterval=2000');
  });
});
