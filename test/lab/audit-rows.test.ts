import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditedLab } from './audited-lab.ts';
import { LabUnderTest } from './lab-under-test.ts';

const DOORS = 'withheld/pjsip-doors.conf';
const DID = '+61255501001';

describe('the audit of a PBX that was set wrongly by hand', () => {
  let under: LabUnderTest;
  let pbx: AuditedLab;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    pbx = new AuditedLab(under.lab);
  });

  afterAll(async () => await under.down());

  test('names each option of a door that is not as the product writes it', async () => {
    await pbx.whileSet(async () => {
      await pbx.set(DOORS, 't1-private', {
        send_pai: 'yes',
        send_rpid: 'yes',
        trust_id_outbound: 'yes',
        trust_id_inbound: 'yes',
        trust_connected_line: 'yes',
        send_connected_line: 'yes',
        send_diversion: 'yes',
        send_history_info: 'yes',
        direct_media: 'yes',
        allow_subscribe: 'yes',
        allow_transfer: 'yes',
        ice_support: 'yes',
        from_user: DID,
        from_domain: 'pbx.wrenfield-refuge.internal',
        contact_user: DID,
        message_context: 'desk',
        sdp_session: 'Wrenfield',
        mailboxes: '101@default',
      });
      // Taken away: what keeps Referred-By and a transfer's Replaces back, and the constant headers.
      await pbx.edit(DOORS, (text) =>
        text
          .replace('set_var=SIPREFERREDBYHDR=\nset_var=SIPREPLACESHDR=\n', '')
          .replace('set_var=PJSIP_HEADER(add,Privacy)=id\n', ''),
      );
      await pbx.set(DOORS, 't2-private', {
        stir_shaken_profile: 'house',
        dtls_auto_generate_cert: 'yes',
        callerid: `"Wrenfield Refuge" <${DID}>`,
      });
      await pbx.set(DOORS, 't1-emergency', { from_user: 'anonymous' });
      await pbx.set(DOORS, 't1-registration', { contact_user: DID });
      await pbx.reload();

      expect(
        await pbx.wrong({
          'door-option:t1-private:send_pai': ['leak', 'A3', 'A9', 'A11', 'A12'],
          'door-option:t1-private:send_rpid': ['leak', 'A4'],
          'door-option:t1-private:trust_id_outbound': ['leak', 'A3', 'D1'],
          'door-option:t1-private:trust_id_inbound': ['leak', 'A16'],
          'door-option:t1-private:trust_connected_line': ['leak', 'A10'],
          'door-option:t1-private:send_connected_line': ['leak', 'A9'],
          'door-option:t1-private:send_diversion': ['leak', 'B1', 'B2'],
          'door-option:t1-private:send_history_info': ['leak', 'B3'],
          'door-option:t1-private:direct_media': ['leak', 'E1'],
          'door-option:t1-private:allow_subscribe': ['leak', 'C9'],
          'door-option:t1-private:allow_transfer': ['leak', 'B6'],
          'door-option:t1-private:ice_support': ['leak', 'E3'],
          'door-option:t1-private:from_user': ['leak', 'A2'],
          'door-option:t1-private:from_domain': ['leak', 'A2', 'A15'],
          'door-option:t1-private:contact_user': ['leak', 'C1'],
          'door-option:t1-private:message_context': ['leak', 'C8'],
          'door-option:t1-private:sdp_session': ['fingerprint', 'C4'],
          'door-option:t1-private:mailboxes': ['leak', 'C10'],
          'door-option:t1-private:SIPREFERREDBYHDR': ['leak', 'B4'],
          'door-option:t1-private:PJSIP_HEADER(add,Privacy)': ['leak', 'A5'],
          'door-option:t2-private:stir_shaken_profile': ['leak', 'D1'],
          'door-option:t2-private:dtls_auto_generate_cert': ['link', 'E4'],
          'door-option:t2-private:callerid': ['leak', 'A1'],
          'door-option:t1-emergency:from_user': ['leak', 'e.2'],
          'door-registration:t1-registration:contact_user': ['link', 'C6'],
          'registration:t1-registration:contact_user': ['leak', 'C6'],
        }),
      ).toEqual([]);
    });
  });

  test('names endpoints that lead out and are no doors, phones, and what PJSIP says of itself', async () => {
    await pbx.whileSet(async () => {
      await pbx.edit('pjsip.conf', (text) =>
        [
          text,
          '[oldline]\ntype=endpoint\naors=oldline\ndisallow=all\nallow=alaw\noutbound_auth=oldline\n',
          '[oldline]\ntype=auth\nauth_type=userpass\nusername=wrenfield\npassword=none\n',
          `[oldline]\ntype=aor\ncontact=sip:${under.lab.network.carrier(0)}:5060\nqualify_frequency=60\n`,
          '[wrenfield]\ntype=endpoint\naors=wrenfield\nfrom_user=anonymous\nfrom_domain=anonymous.invalid\nset_var=PJSIP_HEADER(add,X-Site)=9\n',
          `[wrenfield]\ntype=aor\ncontact=sip:${under.lab.network.carrier(0)}:5060\n`,
          '[states]\ntype=outbound-publish\nserver_uri=sip:127.0.0.1\nevent=presence\n',
        ].join('\n'),
      );
      await pbx.set('pjsip.conf', '101', {
        trust_id_inbound: 'yes',
        trust_connected_line: 'yes',
        direct_media: 'yes',
        message_context: 'desk',
      });
      await pbx.set('pjsip.conf', '102', { callerid: '' });
      await pbx.set('pjsip.conf', 'global', {
        user_agent: 'Wrenfield PBX',
        default_realm: 'asterisk',
        use_callerid_contact: 'yes',
        taskprocessor_overload_trigger: 'global',
        debug: 'yes',
      });
      await pbx.reload();

      expect(
        await pbx.wrong({
          'trunk-no-door:oldline': ['around', 'A1'],
          'trunk-option:oldline:send_diversion': ['leak', 'B1'],
          'trunk-option:oldline:direct_media': ['leak', 'E1'],
          'trunk-option:oldline:from_user': ['leak', 'A2'],
          'trunk-option:oldline:allow_subscribe': ['leak', 'C9'],
          'trunk-option:oldline:trust_connected_line': ['leak', 'A10'],
          'trunk-option:oldline:SIPREFERREDBYHDR': ['leak', 'B4'],
          'section-name:oldline': ['link', 'C5'],
          'account:oldline': ['leak', 'C7'],
          'trunk-no-door:w…(9 characters)': ['around', 'A1'],
          'trunk-option:w…(9 characters):PJSIP_HEADER(add,X-Site)': ['leak', 'C11'],
          publication: ['link', 'C10'],
          'phone-option:101:trust_id_inbound': ['leak', 'A16'],
          'phone-option:101:trust_connected_line': ['leak', 'A10'],
          'phone-option:101:direct_media': ['leak', 'E1'],
          'phone-option:101:message_context': ['leak', 'C8'],
          'phone-option:102:callerid': ['link', 'A16'],
          'pjsip-global:user_agent': ['leak', 'C4'],
          'pjsip-global:default_realm': ['fingerprint', 'C4'],
          'pjsip-global:use_callerid_contact': ['leak', 'C2'],
          'pjsip-global:taskprocessor_overload_trigger': ['emergency', 'e.4'],
          'pjsip-global:debug': ['kept', 'E11'],
        }),
      ).toEqual([]);
    });
  });

  test('names every way out past the one way out, and every step that tells somebody something', async () => {
    await pbx.whileSet(async () => {
      await pbx.edit('extensions.conf', (text) =>
        text
          .replace('[desk]\ninclude => withheld-emergency\n', '[desk]\nexten => _0X.,1,Goto(house,101,1)\n')
          .concat(
            [
              '[globals]',
              'LOCALHEADERINFO=Wrenfield',
              '[back-office]',
              'exten => _9X.,1,Dial(PJSIP/${EXTEN:1}@t1-private,20,tf(Wrenfield <1>)D(123))',
              'exten => 6001,1,ExecIf($[1]?Dial(PJSIP/${X}@${TRUNK},20))',
              'exten => 6002,1,Dial(IAX2/elsewhere/${EXTEN})',
              'exten => 6003,1,Set(PJSIP_HEADER(add,P-Preferred-Identity)=<sip:1@x>)',
              'exten => 6004,1,Originate(PJSIP/1@t1-private,exten,desk,101,1)',
              'exten => 6005,1,MessageSend(pjsip:1@t1-private)',
              'exten => 6006,1,Transfer(PJSIP/1)',
              'exten => 6007,1,MSet(A=1,__SIPFROMDOMAIN=x)',
              'exten => 6008,1,Set(STIR_SHAKEN_ATTESTATION(suppress)=0)',
              'exten => 6009,1,Set(FAXOPT(localstationid)=1)',
              'exten => 6010,1,System(/bin/true)',
              'exten => 6011,1,MixMonitor(x.wav)',
              `exten => 6012,1,Set(LONG=${'x'.repeat(1100)})`,
              'exten => 6013,1,DISA(no-password,desk)',
              '',
            ].join('\n'),
          ),
      );
      await pbx.edit('withheld/withheld-leave.conf', (text) =>
        text.replace('Set(CALLERID(num-pres)=prohib)', '').replace('86400^15,ib(', '86400^15,if(x)b('),
      );
      await pbx.edit('withheld/withheld-emergency-call.conf', (text) =>
        text.replace('TIMEOUT(absolute)=0', 'TIMEOUT(absolute)=30'),
      );
      await pbx.edit('queues.conf', (text) => `${text}member => PJSIP/0370100001@t1-private\n`);
      await pbx.reload();

      expect(
        await pbx.wrong({
          'emergency-first:desk': ['emergency', 'e.1'],
          'emergency-taken:desk': ['emergency', 'e.1'],
          'own-dialplan:withheld-emergency-call': ['emergency', 'e.1'],
          'own-dialplan:withheld-leave': ['leak', 'A1', 'A6'],
          'dial-door:back-office:t1-private': ['around', 'A1'],
          'dial-options:back-office:f': ['leak', 'A6'],
          'dial-options:back-office:D': ['link', 'E9'],
          'dial-unclear:back-office:variable': ['unknown', 'A1'],
          'dial-other-line:back-office:IAX2': ['leak', 'F1'],
          'dialplan:back-office:header': ['leak', 'C11'],
          'dialplan:back-office:originate': ['around', 'A8'],
          'dialplan:back-office:message': ['leak', 'C8'],
          'dialplan:back-office:transfer': ['leak', 'B6'],
          'dialplan:back-office:SIPFROMDOMAIN': ['link', 'A17'],
          'dialplan:back-office:signature': ['leak', 'D1'],
          'dialplan:back-office:fax': ['leak', 'E8'],
          'dialplan:back-office:program': ['kept', 'E11'],
          'dialplan:back-office:recording': ['kept', 'E11'],
          'dialplan:back-office:line-out': ['around', 'B8'],
          'dialplan-cut:back-office:long': ['unknown', 'A1'],
          'global-variable:LOCALHEADERINFO': ['leak', 'E8'],
          'queue-member:t1-private': ['around', 'A1'],
        }),
      ).toEqual([]);
    });
  });

  test('names what is kept, what is sent elsewhere, who may call, and what it could not read', async () => {
    await pbx.whileSet(async () => {
      await pbx.edit('cdr.conf', () => '[general]\nenable=yes\n');
      await pbx.edit('cel.conf', () => '[general]\nenable=yes\napps=all\nevents=ALL\n');
      await pbx.edit('logger.conf', (text) => `${text}full => notice,verbose,debug,dtmf\nsyslog.local0 => error\n`);
      await pbx.edit('voicemail.conf', (text) =>
        text.replace(
          '101 => 4071,Wrenfield Refuge',
          '101 => 4071,Wrenfield Refuge,desk@wrenfield.example,,attach=yes|dialout=desk',
        ),
      );
      await pbx.edit(
        'manager.conf',
        (text) =>
          `${text.replace('write=call', 'write=call,originate\nread=cdr')}\n[other]\nsecret=x\nwrite=originate,command\n`,
      );
      await pbx.edit(
        'features.conf',
        (text) => `${text}\n[applicationmap]\nout => *9,self,Originate,PJSIP/1@t1-private\n`,
      );
      await pbx.edit('hep.conf', (text) => text.replace(/capture_address = .*/, 'capture_address = 192.0.2.9:9060'));
      await pbx.edit('asterisk.conf', (text) => `${text}live_dangerously = yes\n`);
      await pbx.edit('rtp.conf', (text) => `${text}stunaddr=127.0.0.1:3478\n`);
      await pbx.edit('iax.conf', () => `[general]\nbindaddr=${under.lab.network.inside}\nsendani=yes\n`);
      await pbx.reload();
      await pbx.console('module load res_pjsip_messaging.so');
      await pbx.console('module load chan_iax2.so');
      try {
        expect(
          await pbx.wrong({
            'call-records:cdr': ['kept', 'E11'],
            'call-records:cel': ['kept', 'E11'],
            'log:long-name': ['kept', 'E9', 'E11'],
            'log:syslog.local0': ['kept', 'E11'],
            'voicemail:101:email': ['leak', 'E11'],
            'voicemail:101:dialout': ['around', 'A1'],
            'ami-user:withheld:write': ['around', 'A8'],
            'ami-user:withheld:read': ['kept', 'E11'],
            'ami-user:other:write': ['around', 'A8'],
            'key-application': ['around', 'B6'],
            'mirror:elsewhere': ['leak', 'E11'],
            'live-dangerously': ['around', 'A8'],
            stun: ['link', 'E3'],
            'module:res_pjsip_messaging': ['leak', 'C8'],
            'module:chan_iax2': ['around', 'F1', 'F2', 'F3'],
            'iax:sendani': ['leak', 'F2'],
          }),
        ).toEqual([]);
      } finally {
        await pbx.console('module unload res_pjsip_messaging.so');
        await pbx.console('module unload chan_iax2.so');
      }
    });
  });
});
