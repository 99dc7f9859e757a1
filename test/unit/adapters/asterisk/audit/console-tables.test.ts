import { describe, expect, it, test } from 'vitest';
import * as tables from '../../../../../src/adapters/asterisk/audit/console-tables.ts';

// Recorded from 22.10.1 and, where it differs, 16.28.

const LOGGER = `Logger queue limit: 1000

Channel                             Type     Formatter  Status    Configuration
-------                             ----     ---------  ------    -------------
syslog.local0                       Syslog   default    Enabled    - NOTICE 
/var/log/asterisk/full              File     default    Enabled    - DEBUG NOTICE WARNING ERROR VERBOSE DTMF 
/var/log/asterisk/old               File     default    Disabled   - NOTICE 
`;

const QUEUES = `helpline has 0 calls (max unlimited) in 'ringall' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0, SL:0.0%, SL2:0.0% within 0s
   Members: 
      PJSIP/102 (ringinuse enabled)\u001b[0m\u001b[0m\u001b[0m (\u001b[1;31;40mUnavailable\u001b[0m) has taken no calls yet
      Desk (Local/101@house from hint:101@house) (ringinuse enabled) (Not in use) has taken no calls yet
   No Callers

`;

const FEATURES = `Builtin Feature           Default Current
---------------           ------- -------
Pickup                    *8      *8     

Dynamic Feature           Default Current
---------------           ------- -------
out                       no def  *9     

Feature Groups:
---------------
(none)
`;

const HTTP = `HTTP Server Status:
Prefix: 
Server: Asterisk/22.10.1
Server Enabled and Bound to 127.0.0.1:8088

HTTPS Server Enabled and Bound to [::]:8089
`;

const MANAGER = `
Global Settings:
----------------
  Manager (AMI):             Yes            
  TCP Bindaddress:           0.0.0.0:5038
  TLS Enable:                No             
  TLS Bindaddress:           Disabled       
`;

const USER = `
          username: driver
            secret: <Set>
               ACL: yes
         read perm: <none>
        write perm: call,originate
   displayconnects: yes
`;

const AUTHS = `
  I/OAuth:  <AuthId/UserName.............................................................>
==========================================================================================

     Auth:  101/101
     Auth:  t1-auth/line-t1

Objects found: 2

`;

const REGISTRATIONS = `
 <Registration/ServerURI..............................>  <Auth....................>  <Status.......>
==========================================================================================

 t1-registration/sip:127.185.181.21:5060                 t1-auth                     Registered        (exp. 84s)

Objects found: 1

`;

describe('what the console prints', () => {
  it('is read', () => {
    expect(tables.logChannelsIn(LOGGER)).toEqual([
      { name: 'syslog.local0', type: 'Syslog', levels: ['NOTICE'] },
      {
        name: '/var/log/asterisk/full',
        type: 'File',
        levels: ['DEBUG', 'NOTICE', 'WARNING', 'ERROR', 'VERBOSE', 'DTMF'],
      },
    ]);
    expect(tables.queueMembersIn(QUEUES)).toEqual(['PJSIP/102', 'Local/101@house']);
    expect(tables.keyApplicationsIn(FEATURES)).toEqual(['out']);
    expect(tables.keyApplicationsIn(FEATURES.replace(/out .*/, '(none)'))).toEqual([]);
    expect(tables.httpListenersIn(HTTP)).toEqual([
      { service: 'HTTP', address: '127.0.0.1' },
      { service: 'HTTP', address: '[::]' },
    ]);
    expect(tables.amiListenersIn(MANAGER)).toEqual([{ service: 'AMI', address: '0.0.0.0' }]);
    expect(
      tables.amiUserNamesIn(
        '\nusername\n--------\nwithheld\ndriver\n-------------------\n2 manager users configured.\n',
      ),
    ).toEqual(['withheld', 'driver']);
    expect(tables.amiUserIn('driver', USER)).toEqual({ name: 'driver', read: [], write: ['call', 'originate'] });
    expect(tables.accountsIn(AUTHS)).toEqual(
      new Map([
        ['101', '101'],
        ['t1-auth', 'line-t1'],
      ]),
    );
    expect(tables.listedNames(AUTHS, 'Auth:')).toEqual(['101', 't1-auth']);
    expect(tables.listedNames(REGISTRATIONS, '')).toEqual(['t1-registration']);
    expect(tables.listedNames('No objects found.\n\n', '')).toEqual([]);
    expect(tables.globalsIn('   OVERFLOW=0491570156\n   A=\n\n    -- 2 variable(s)\n')).toEqual(['OVERFLOW', 'A']);
    expect(tables.globalsIn('\n    -- 0 variable(s)\n')).toEqual([]);
    expect(
      tables.callRecordsIn(
        '  Logging:                    Enabled\n* Registered Backends\n  -------------------\n    csv\n    Adaptive ODBC\n\n',
      ),
    ).toEqual({ enabled: true, kept: ['csv', 'Adaptive ODBC'] });
    expect(
      tables.callRecordsIn('  Logging:                    Disabled\n  Mode:                       Simple\n'),
    ).toEqual({ enabled: false, kept: [] });
    expect(tables.eventRecordsIn('CEL Logging: Enabled\n')).toBe(true);
    expect(tables.coreDumpsIn('  Dump core on crash:          Yes\n')).toBe(true);
    expect(tables.realtimeIn('  Realtime Architecture (ARA): Disabled\n')).toBe(false);
    expect(
      tables.settingsIn(' ParameterName  : ParameterValue\n ====\n debug          : no\n regcontext     : \n'),
    ).toEqual(
      new Map([
        ['debug', 'no'],
        ['regcontext', ''],
      ]),
    );
  });

  test.each([
    ['  STUN:            disabled\n   Address:        0.0.0.0:0\n', ''],
    ['  STUN:            enabled\n   Address:        192.0.2.1:3478\n', '192.0.2.1:3478'],
    ['  STUN address:    0.0.0.0:0\n', ''],
    ['  STUN address:    192.0.2.1:3478\n', '192.0.2.1:3478'],
  ])('tells whether a STUN server is asked, on 22 and 16', (printed, expected) => {
    expect(tables.stunIn(printed)).toBe(expected);
  });

  test.each([
    ['r/o?  ACL?  Username\n----  ----  --------\nNo    No    driver\nYes   No    reader\n'],
    ['r/o?  Username\n----  --------\nNo    driver\nYes   reader\n'],
  ])('tells ARI users on 22 and 16', (printed) => {
    expect(tables.ariUsersIn(printed)).toEqual([
      { name: 'driver', readOnly: false },
      { name: 'reader', readOnly: true },
    ]);
  });

  it('is unknown when it is something else: never empty', () => {
    const readers = [
      tables.logChannelsIn,
      tables.keyApplicationsIn,
      tables.stunIn,
      tables.globalsIn,
      tables.amiUserNamesIn,
      tables.ariUsersIn,
      tables.amiListenersIn,
      tables.httpListenersIn,
      tables.callRecordsIn,
      tables.eventRecordsIn,
      tables.coreDumpsIn,
      tables.realtimeIn,
      tables.accountsIn,
      tables.settingsIn,
      (printed: string) => tables.listedNames(printed, ''),
      (printed: string) => tables.amiUserIn('x', printed),
    ];
    for (const printed of ['', 'something else entirely\n', 'Usage: …\n'])
      expect(readers.map((read) => read(printed))).toEqual(readers.map(() => null));
    expect(tables.listedNames(REGISTRATIONS.replace('found: 1', 'found: 2'), '')).toBeNull();
    expect(tables.logChannelsIn(`${LOGGER}odd\n`)).toBeNull();
    expect(tables.eventRecordsIn('CEL Logging: Perhaps\n')).toBeNull();
    expect(tables.queueMembersIn('   Members: \n      ???\n')).toBeNull();
  });
});
