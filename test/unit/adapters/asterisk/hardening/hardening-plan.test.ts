import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../../../src/adapters/asterisk/hardening/hardening-plan.ts';
import { CARRIER, changedTo, OURS, PHONE, planOf } from './planned-pbx.ts';

describe('hardening a plain PBX', () => {
  it('leads every way to a carrier through withheld-out, with the number it dialled', () => {
    const plan = planOf({
      'pjsip.conf': CARRIER,
      'extensions.conf': [
        '[desk]',
        'exten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier,60,tT)',
        'exten => _9X.,1,Dial(PJSIP/carrier/sip:61${EXTEN:2}@carrier.example)',
        'exten => 7,1,Dial(PJSIP/7,20)',
        '',
      ].join('\n'),
    });

    expect(changedTo(plan, 'extensions.conf')).toContain('exten => _0X.,1,Goto(withheld-out,${EXTEN:1},1)\n');
    expect(changedTo(plan, 'extensions.conf')).toContain('exten => _9X.,1,Goto(withheld-out,61${EXTEN:2},1)\n');
    expect(changedTo(plan, 'extensions.conf')).toContain('exten => 7,1,Dial(PJSIP/7,20)\n');
  });

  it('leaves to a person what does more than dial, what leads elsewhere, and other technologies', () => {
    const other = '[branch]\ntype=endpoint\naors=branch\n[branch]\ntype=aor\ncontact=sip:branch.example\n';
    const text = [
      '[desk]',
      'exten => 1,1,Dial(PJSIP/1@carrier&PJSIP/7,60)',
      'exten => 2,1,ExecIf($[1]?Dial(PJSIP/2@carrier))',
      'exten => _3XX,1,Dial(PJSIP/${EXTEN}@branch)',
      'exten => 4,1,Dial(SIP/carrier/4)',
      '',
    ].join('\n');
    const plan = planOf({ 'pjsip.conf': CARRIER + other, 'extensions.conf': text });

    expect(changedTo(plan, 'extensions.conf')).toContain(text);
    for (const line of [2, 3])
      expect(plan.byHand.join('\n')).toContain(
        `extensions.conf:${line} [desk]: sends calls to [carrier] past the doors`,
      );
    expect(plan.byHand.join('\n')).toContain(
      'extensions.conf:4 [desk]: dials [branch], which is no trunk of withheld.yaml',
    );
    expect(plan.byHand.join('\n')).toContain('extensions.conf:5 [desk]: dials by SIP, which has no doors');
  });

  it('[G3] puts emergency numbers in front of whatever a phone’s context has, and says what becomes of them', () => {
    const plan = planOf({ 'pjsip.conf': PHONE, 'extensions.conf': '[desk]\nexten => _0X.,1,NoOp()\n' });

    expect(changedTo(plan, 'pjsip.conf')).toContain('context=withheld-from-desk\n');
    expect(changedTo(plan, 'withheld/phone-contexts.conf')).toContain(
      '[withheld-from-desk]\ninclude => withheld-emergency\ninclude => withheld-codes\ninclude => desk\n',
    );
    expect(plan.emergency).toEqual([
      {
        dialled: '000',
        context: 'desk',
        before: '[desk] _0X. (extensions.conf:2)',
        after: expect.stringContaining('[withheld-emergency] 000'),
        replaced: true,
      },
    ]);
  });

  it('[G3] says of an emergency number that was found nowhere that it is new, and replaces nothing', () => {
    const plan = planOf({ 'pjsip.conf': PHONE, 'extensions.conf': '[desk]\nexten => 8,1,NoOp()\n' });
    expect(plan.emergency).toMatchObject([{ before: null, replaced: false }]);
  });

  it('[G3] leaves the trunk of an emergency route that a person must change as it is', () => {
    const extensions = '[desk]\nexten => 000,1,ExecIf($[1]?Dial(PJSIP/000@carrier))\n';
    const plan = planOf({
      'pjsip.conf': `${CARRIER.replace('aors', 'send_pai=yes\naors')}${PHONE}`,
      'extensions.conf': extensions,
    });

    expect(changedTo(plan, 'pjsip.conf')).toContain('send_pai=yes');
    expect(plan.byHand.join('\n')).toContain('[carrier]: an emergency route still dials it');
  });

  it('[G1] makes an old trunk that nothing dials any more show nobody, and lets its calls come in through the door', () => {
    const identify = '[carrier]\ntype=identify\nendpoint=carrier\nmatch=carrier.example\n';
    const dial = '[desk]\nexten => _0X.,1,Dial(PJSIP/${EXTEN}@carrier)\n';
    const old = CARRIER.replace('aors', 'send_pai=yes\nfrom_user=refuge\naors');
    const pjsip = changedTo(planOf({ 'pjsip.conf': old + identify, 'extensions.conf': dial }), 'pjsip.conf');
    const lines = [
      'send_pai=no',
      'send_diversion=no',
      'from_user=anonymous',
      'set_var=SIPREFERREDBYHDR=',
      'endpoint=t1-in',
    ];

    for (const line of lines) expect(pjsip).toContain(`\n${line}\n`);
    expect(pjsip).not.toContain('from_user=refuge');
  });

  it('keeps the From of an old trunk that something still dials, and says so', () => {
    const dial = '[desk]\nexten => _0X.,1,Dial(PJSIP/1@carrier&PJSIP/2@carrier)\n';
    const old = CARRIER.replace('aors', 'from_user=account\naors');
    const plan = planOf({ 'pjsip.conf': old, 'extensions.conf': dial });

    expect(changedTo(plan, 'pjsip.conf')).toContain('from_user=account\n');
    expect(plan.byHand.join('\n')).toContain('leads past the doors to the carrier of t1');
  });

  it('keeps a phone’s own context where emergency numbers and then codes come first already', () => {
    const phone = PHONE.replace(
      'aors',
      'direct_media=no\ntrust_connected_line=no\nset_var=__FORWARD_CONTEXT=withheld-out\nset_var=__TRANSFER_CONTEXT=desk\naors',
    );
    const global =
      '[global]\ntype=global\nuser_agent=PBX\ndefault_realm=pbx\ntaskprocessor_overload_trigger=pjsip_only\n#include withheld/pjsip-doors.conf\n';
    const extensions =
      '[desk]\ninclude => withheld-emergency\ninclude => withheld-codes\n#include withheld/dialplan-data.conf\n#include withheld/withheld-*.conf\n';
    const plan = planOf({ ...OURS, 'pjsip.conf': global + phone, 'extensions.conf': extensions });

    expect(plan.changes).toEqual([]);
  });

  it('writes what a template leaves open into the phone, and leaves the template alone', () => {
    const plan = planOf({
      'pjsip.conf': `[t](!)\ntype=endpoint\ncontext=desk\ndirect_media=yes\n[7](t)\naors=7\n[7]\ntype=aor\nmax_contacts=1\n`,
      'extensions.conf': '',
    });

    expect(changedTo(plan, 'pjsip.conf')).toMatch(
      /^\[t\]\(!\)\ntype=endpoint\ncontext=desk\ndirect_media=yes\n\[7\]\(t\)\naors=7\n(?=[^[]*direct_media=no)(?=[^[]*trust_connected_line=no)/,
    );
  });

  it('tells nobody of the agency by user agent or realm, and keeps a realm that passwords are made with', () => {
    const global = '[global]\ntype=global\nuser_agent=Wrenfield PBX\ndefault_realm=pbx.wrenfield.internal\n';
    expect(changedTo(planOf({ 'pjsip.conf': global }), 'pjsip.conf')).toContain('user_agent=PBX\ndefault_realm=pbx\n');

    const plan = planOf({ 'pjsip.conf': `${global}[7]\ntype=auth\nmd5_cred=0123\n` });
    expect(changedTo(plan, 'pjsip.conf')).toContain('default_realm=pbx.wrenfield.internal');
    expect(plan.byHand.join('\n')).toContain('default_realm is part of md5_cred');
  });

  it('keeps no numbers: no CDR, no talkative log, no queue log, no voicemail by mail', () => {
    const plan = planOf({
      'cdr.conf': '[general]\n;enable=yes\n',
      'cel.conf': '[general]\nenable=yes ; for the reports\n',
      'queues.conf': '[general]\n[help]\n',
      'logger.conf': '[logfiles]\nconsole => verbose\nfull => [json]notice,warning,error,verbose(3),dtmf\nall => *\n',
      'voicemail.conf':
        '[general]\n[default]\n101 => 4071,Desk,desk@wrenfield.example,,tz=x ; hers\n102 => 4072,Other\n',
    });

    expect(changedTo(plan, 'cdr.conf')).toBe('[general]\nenable=no\n;enable=yes\n');
    expect(changedTo(plan, 'cel.conf')).toBe('[general]\nenable=no ; for the reports\n');
    expect(changedTo(plan, 'logger.conf')).toBe(
      '[logfiles]\nconsole => verbose\nfull => [json]notice,warning,error\nall => warning,error\n\n[general]\nqueue_log=no\n',
    );
    expect(changedTo(plan, 'voicemail.conf')).toBe(
      '[general]\nattach=no\n[default]\n101 => 4071,Desk,,,tz=x ; hers\n102 => 4072,Other\n',
    );
  });

  it('does not touch a file that no program can follow, and says so', () => {
    const plan = planOf({ 'pjsip.conf': `${PHONE};-- never ends\n`, 'extensions.conf': '[desk]\n' });

    expect(changedTo(plan, 'pjsip.conf')).toBeNull();
    expect(plan.byHand.join('\n')).toContain('pjsip.conf: its block comments cannot be followed');
  });

  it('names the places it does not look into, and says when it found no phone', () => {
    const found = planOf({
      'pjsip_wizard.conf': '[trunk]\ntype=wizard\n',
      'sip.conf': '[general]\n[peer]\n',
      'iax.conf': '[general]\n',
      'extconfig.conf': '[settings]\nps_endpoints => odbc\n',
    }).byHand.join('\n');

    for (const path of ['pjsip_wizard.conf', 'sip.conf', 'extconfig.conf']) expect(found).toContain(`${path}: what`);
    expect(found).not.toContain('iax.conf');
    expect(found).toContain('no phone was found');
  });

  it('names a file below withheld/ that is not of this version', () => {
    expect(planOf({ 'withheld/withheld-old.conf': '' }).byHand.join('\n')).toContain(
      'withheld/withheld-old.conf: not of this version',
    );
  });
});

describe('hardening a PBX of FreePBX', () => {
  const STUB =
    '#include extensions_custom.conf\n[from-internal]\ninclude => from-internal-custom\n[macro-dialout-trunk-predial-hook]\nexten => s,1,';
  const LAYOUT = {
    'extensions.conf': `${STUB}return()\n`,
    'extensions_custom.conf': '',
    'pjsip.conf': '#include pjsip_custom.conf\n[global]\ntype=global\n#include pjsip_custom_post.conf\n',
    'pjsip_custom.conf': '',
  };

  it('is known by its hook, and by its files', () => {
    expect(kindOf(new Map([['extensions.conf', LAYOUT['extensions.conf']]]))).toBe('freepbx');
    expect(kindOf(new Map([['freepbx_menu.conf', '']]))).toBe('freepbx');
    expect(kindOf(new Map([['extensions.conf', '[desk]\n']]))).toBe('plain');
  });

  it('ends the hook as this FreePBX does: a subroutine from 17 on, a macro before', () => {
    expect(changedTo(planOf(LAYOUT), 'extensions_custom.conf')).toContain(' same => n(own),Return()');
    const macro = planOf({ ...LAYOUT, 'extensions.conf': `${STUB}MacroExit()\n` });
    expect(changedTo(macro, 'extensions_custom.conf')).toContain(' same => n(own),MacroExit()');
  });

  it('does not touch a hook that somebody has filled, and says what to add to it', () => {
    const hook = '[macro-dialout-trunk-predial-hook]\nexten => s,1,NoOp()\n same => n,Return()\n';
    const plan = planOf({ ...LAYOUT, 'extensions_custom.conf': hook });

    expect(changedTo(plan, 'extensions_custom.conf')).toContain(hook);
    expect(plan.byHand.join('\n')).toContain('has steps of yours; let it end in Goto(withheld-out,');
  });

  it('[G3] says so when something of a person’s is found before an emergency number', () => {
    const plan = planOf({ ...LAYOUT, 'extensions_custom.conf': '[from-internal-custom]\nexten => _0X.,1,NoOp()\n' });
    expect(plan.byHand.join('\n')).toContain('emergency numbers must come first');
  });

  it('finds nothing to change in what it made', () => {
    const plan = planOf(LAYOUT);
    const then = { ...LAYOUT, ...Object.fromEntries(plan.changes.map(({ path, after: text }) => [path, text])) };
    expect(planOf(then).changes).toEqual([]);
  });
});
