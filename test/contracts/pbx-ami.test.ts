import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PbxUnderTest, until } from './fakes/pbx-under-test.ts';

let lab: PbxUnderTest;

beforeEach(() => {
  lab = new PbxUnderTest();
});

afterEach(async () => {
  await lab.stop();
});

test('[G9] a refused login is told as refused, not retried at once, and recovers when the PBX accepts it', async () => {
  lab.ami.login = 'refuse';
  await lab.start({ wait: false });

  await until(() => lab.pbx.state.ami === 'refused', 'refused');
  const attempts = lab.ami.connections;
  await pause(300);

  expect(lab.ami.connections).toBe(attempts);
  expect(lab.pbx.inspection.trouble.ami).toBe('PBX_AMI_LOGIN_REFUSED');
  lab.ami.login = 'accept';
  await until(() => lab.pbx.state.ami === 'up', 'up');
  expect(lab.pbx.inspection.trouble.ami).toBeNull();
});

test('[G9] a login that is never answered is given up and tried again', async () => {
  lab.ami.login = 'silent';
  await lab.start({ wait: false });

  await until(() => lab.ami.connections >= 2, 'second attempt');

  expect(lab.pbx.state.ami).toBe('down');
});

test('[G9] the secret is not sent to a port that does not greet like AMI', async () => {
  lab.ami.greeting = 'SSH-2.0-OpenSSH_9.6\r\n';
  await lab.start({ wait: false });

  await until(() => lab.ami.connections >= 3, 'attempts');

  expect(lab.ami.actions).toEqual([]);
  expect(lab.pbx.inspection.trouble.ami).toBe('PBX_AMI_UNEXPECTED');
});

test('[G9] answers that arrive byte by byte are understood', async () => {
  lab.ami.byteByByte = true;
  await lab.start();

  expect(await lab.pbx.inspection.actingAlive()).toEqual({ outcome: 'ok', value: null });
});

test('[G9] forty actions at once each get their own answer under an id of their own', async () => {
  await lab.start();

  const answers = await Promise.all(Array.from({ length: 40 }, () => lab.pbx.inspection.actingAlive()));

  expect(answers.every((answer) => answer.outcome === 'ok')).toBe(true);
  const ids = lab.ami.named('Ping').map((action) => action.headers.get('actionid'));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ['an event named rawevent', 'Event: rawevent\r\nResponse: Success\r\n\r\n'],
  ['an event named close', 'Event: close\r\n\r\n'],
  ['Response: Follows without an end', 'Response: Follows\r\nPrivilege: Command\r\n\r\n'],
  ['an answer to nothing we asked', 'Response: Success\r\nActionID: forged\r\n\r\n'],
  ['an answer named like an internal event', 'Response: Success\r\nActionID: rawevent\r\n\r\n'],
  ['an answer with two ActionIDs', 'Response: Success\r\nActionID: a\r\nActionID: b\r\n\r\n'],
  ['an answer whose header is __proto__', 'Response: Success\r\n__proto__: x\r\nconstructor: y\r\n\r\n'],
  ['an answer with a bare LF inside', 'Response: Error\r\nMessage: a\n\nb\r\n\r\n'],
  ['empty packets', '\r\n\r\n\r\n\r\n'],
])('[G9] %s neither spins, nor deafens, nor disconnects the daemon', async (_name, packet) => {
  await lab.start();
  const connections = lab.ami.connections;

  lab.ami.inject(packet);
  await pause(30);

  expect(await lab.pbx.inspection.actingAlive()).toEqual({ outcome: 'ok', value: null });
  expect(lab.ami.connections).toBe(connections);
});

test('[G9] the same forged packets during login do not log us in and do not keep us out', async () => {
  lab.ami.login = 'silent';
  await lab.start({ wait: false });
  await until(() => lab.ami.named('login').length + lab.ami.named('Login').length >= 1, 'login');

  lab.ami.inject('Response: Success\r\nActionID: 999\r\n\r\nEvent: FullyBooted\r\n\r\nResponse: Follows\r\n\r\n');
  await pause(50);

  expect(lab.pbx.state.ami).toBe('down');
  lab.ami.login = 'accept';
  await until(() => lab.pbx.state.ami === 'up', 'up');
});

test.each([
  ['a packet that is neither answer nor event', 'Channel: x\r\nVariable: y\r\n\r\n'],
  ['a line of half a megabyte', `Response: Success\r\nMessage: ${'x'.repeat(512 * 1024)}`],
  ['a packet without end', 'Response: Success\r\nA: b\r\n'.repeat(20_000)],
])('[G9] %s drops the connection, which comes back', async (_name, text) => {
  await lab.start();

  lab.ami.inject(text);
  await until(() => lab.pbx.state.ami === 'down', 'down');

  expect(lab.pbx.counts.amiViolations).toBe(1);
  await until(() => lab.pbx.state.ami === 'up', 'up again');
  expect(await lab.pbx.inspection.actingAlive()).toEqual({ outcome: 'ok', value: null });
});

test('[G9] a connection lost in the middle of a packet leaves nothing behind for the next one', async () => {
  await lab.start();

  lab.ami.inject('Response: Success\r\nActionID: half');
  await pause(20);
  await lab.ami.kill();
  await until(() => lab.pbx.state.ami === 'down', 'down');
  await lab.ami.start();
  await until(() => lab.pbx.state.ami === 'up', 'up again');

  expect(await lab.pbx.inspection.actingAlive()).toEqual({ outcome: 'ok', value: null });
});

test('[G9] an action under way when the connection is lost is unknown, and so is one asked while it is down', async () => {
  await lab.start();
  lab.ami.answer(() => null);

  const underWay = lab.pbx.inspection.actingAlive();
  await lab.ami.kill();

  expect((await underWay).outcome).toBe('unknown');
  expect((await lab.pbx.inspection.actingAlive()).outcome).toBe('unknown');
});

test('[G9] nothing asked while the connection was down is sent when it is back', async () => {
  await lab.start();
  await lab.ami.kill();
  await until(() => lab.pbx.state.ami === 'down', 'down');
  const before = lab.ami.actions.length;

  await lab.pbx.inspection.actingRights();
  await lab.ami.start();
  await until(() => lab.pbx.state.ami === 'up', 'up again');
  await pause(50);

  const names = new Set(lab.ami.actions.slice(before).map((action) => action.name.toLowerCase()));
  expect([...names].filter((name) => name !== 'login' && name !== 'ping')).toEqual([]);
});

test('[G9] a peer that freezes with its socket open is found by ping, and a new connection made after the thaw', async () => {
  await lab.start();

  lab.ami.frozen = true;
  await until(() => lab.pbx.state.ami === 'down', 'down', 2000);
  expect(lab.pbx.inspection.trouble.ami).toBe('PBX_AMI_FROZEN');
  lab.ami.frozen = false;

  await until(() => lab.pbx.state.ami === 'up', 'up again');
});

test('[G9] a PBX that accepts connections and never greets is given up', async () => {
  lab.ami.frozen = true;
  await lab.start({ wait: false });
  await until(() => lab.pbx.inspection.trouble.ami === 'PBX_AMI_UNREACHABLE', 'given up');
  lab.ami.frozen = false;

  await until(() => lab.pbx.state.ami === 'up', 'up');
});

test('[G9] twelve lost connections in a row are twelve recoveries', async () => {
  await lab.start();

  for (let round = 0; round < 12; round += 1) {
    lab.ami.drop();
    await until(() => lab.pbx.state.ami !== 'up', 'down');
    await until(() => lab.pbx.state.ami === 'up', 'up again');
  }

  expect(await lab.pbx.inspection.actingAlive()).toEqual({ outcome: 'ok', value: null });
});

test('[G9] what the AMI user may do is found out without doing anything', async () => {
  await lab.start();
  lab.ami.answer((action) => {
    const allowed = action.name === 'Hangup' || action.name === 'Ping';
    return ['Response: Error', allowed ? 'Message: No channel specified' : 'Message: Permission denied'];
  });

  const rights = await lab.pbx.inspection.actingRights();

  expect(rights).toEqual({
    outcome: 'ok',
    value: {
      call: true,
      originate: false,
      command: false,
      config: false,
      system: false,
      reporting: false,
      events: false,
    },
  });
  for (const action of lab.ami.actions.filter(({ name }) => !/^(login|ping)$/i.test(name))) {
    expect([...action.headers.keys()].sort()).toEqual(['action', 'actionid']);
  }
});

test('[G9] an AMI user that is sent events is reported as having a read right', async () => {
  await lab.start();
  lab.ami.inject('Event: Newchannel\r\nChannel: PJSIP/101-00000001\r\nCallerIDNum: secret-number\r\n\r\n');
  await until(() => lab.pbx.counts.amiEvents === 1, 'counted');

  const rights = await lab.pbx.inspection.actingRights();

  expect(rights.outcome === 'ok' && rights.value.events).toBe(true);
  expect(lab.events).toEqual([]);
  expect(lab.logged.join()).not.toContain('secret-number');
});
