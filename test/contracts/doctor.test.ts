import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examine } from '../../src/cli/doctor/examination.ts';
import { neededModules } from '../../src/cli/doctor/needed-modules.ts';
import { House, type HouseOptions } from '../unit/cli/house.ts';
import { FakeAmi, type FakeAmiAction } from './fakes/fake-ami.ts';
import { asteriskTime, FakeAri } from './fakes/fake-ari.ts';
import { FAST, until } from './fakes/pbx-under-test.ts';

let ari: FakeAri;
let ami: FakeAmi;
let house: House;

const DENIED = ['Response: Error', 'Message: Permission denied'];
const onlyCall = (action: FakeAmiAction) =>
  action.name === 'Hangup' || action.name === 'Ping' ? ['Response: Success'] : DENIED;

const overload = (value: string) =>
  ari.answers.set('GET asterisk/config/dynamic/res_pjsip/global/global', {
    status: 200,
    json: [
      { attribute: 'user_agent', value: 'PBX' },
      { attribute: 'taskprocessor_overload_trigger', value },
    ],
  });

function furnished(version = '22.10.1'): void {
  const at = asteriskTime(Date.now());
  const modules = neededModules({ registers: true, authenticates: true, secured: false });
  ari.answers.set('GET asterisk/info', {
    status: 200,
    json: { system: { version }, status: { startup_time: at, last_reload_time: at } },
  });
  ari.answers.set('GET asterisk/modules', { status: 200, json: modules.map((name) => ({ name, status: 'Running' })) });
  ari.answers.set('GET applications', { status: 200, json: [{ name: 'withheld' }, { name: 'withheld-doctor' }] });
  overload('pjsip_only');
  ami.answer(onlyCall);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function examined(options: HouseOptions = {}) {
  house = new House({ ariPort: ari.port, amiPort: ami.port, consolePort: await freePort(), ...options });
  const { findings, notAsked } = await examine(house.config(), FAST);
  return {
    state: Object.fromEntries(findings.map(({ name, state }) => [name, state])),
    code: Object.fromEntries(findings.map(({ name, code }) => [name, code])),
    findings,
    notAsked,
  };
}

beforeEach(async () => {
  ari = await new FakeAri().start();
  ami = await new FakeAmi().start();
  furnished();
});

afterEach(async () => {
  house.remove();
  await Promise.all([ari.kill(), ami.kill()]);
});

it('finds nothing wrong with a PBX that has everything and gives no more than needed', async () => {
  const { findings, notAsked } = await examined();

  expect(findings.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(['token-key']);
  expect(findings.map(({ name }) => name)).toEqual([
    ...['configuration', 'token-key', 'storage-directory'],
    ...['database', 'history', 'return-database', 'drop-database', 'contact-database', 'console-port'],
    ...[
      'ari',
      'ari-write',
      'release',
      'constants',
      'patience',
      'modules',
      'messages',
      'clock',
      'application',
      'overload',
      'ami',
      'ami-rights',
    ],
  ]);
  expect(notAsked).toEqual([]);
});

it('[G3] warns of a PBX that turns calls away, emergency calls too, while a queue is long', async () => {
  overload('global');
  const { state, code } = await examined();

  expect(state['overload']).toBe('warning');
  expect(code['overload']).toBe('PBX_TURNS_CALLS_AWAY');
});

it('never registers as the daemon: a running one would lose its events', async () => {
  await examined();

  expect(ari.made('PUT', 'applications/withheld-doctor/eventFilter')).toHaveLength(1);
  expect(ari.made('PUT', 'applications/withheld/eventFilter')).toHaveLength(0);
});

it('leaves no connection behind', async () => {
  await examined();

  await until(() => ari.listeners === 0, 'event socket closed');
});

it('names each right the AMI user has too many', async () => {
  ami.answer(() => ['Response: Success']);

  const { findings } = await examined();

  expect(findings.at(-1)).toMatchObject({ name: 'ami-rights', state: 'failed', code: 'PBX_AMI_RIGHTS_EXCESS' });
  expect(findings.at(-1)?.message).toContain('originate, command, config, system, reporting');
});

it('finds an AMI user that may not hang up', async () => {
  ami.answer((action) => (action.name === 'Ping' ? ['Response: Success'] : DENIED));

  expect((await examined()).code).toMatchObject({ 'ami-rights': 'PBX_AMI_RIGHTS_MISSING' });
});

it('finds an AMI user that hears events', async () => {
  ami.answer((action) => {
    if (action.name === 'Hangup') ami.inject('Event: FullyBooted\r\nPrivilege: system,all\r\n\r\n');
    return onlyCall(action);
  });

  expect((await examined()).code).toMatchObject({ 'ami-rights': 'PBX_AMI_EVENTS' });
});

it('finds an ARI user that may only read', async () => {
  ari.answers.set('POST asterisk/variable', { status: 403, json: { message: 'Write access denied' } });

  expect((await examined()).code).toMatchObject({ 'ari-write': 'PBX_ARI_READ_ONLY' });
});

it('names the modules that are missing or not running', async () => {
  ari.answers.set('GET asterisk/modules', { status: 200, json: [{ name: 'app_dial.so', status: 'Not Running' }] });

  const { findings } = await examined();
  const modules = findings.find(({ name }) => name === 'modules');

  expect(modules).toMatchObject({ state: 'failed', code: 'PBX_MODULES_MISSING' });
  expect(modules?.message).toContain('app_dial.so');
});

it('fails set_var on a release that it freezes, and a release that is too old', async () => {
  furnished('22.9.0');
  expect((await examined({ constants: 'set_var' })).code).toMatchObject({
    constants: 'PBX_CONSTANTS_UNSAFE',
    release: null,
  });
  house.remove();

  furnished('13.38.3');
  expect((await examined()).code).toMatchObject({ release: 'PBX_VERSION_UNSUPPORTED' });
});

it('warns of clocks that differ and of a daemon that does not listen', async () => {
  ari.answers.set('GET asterisk/ping', {
    status: 200,
    json: { ping: 'pong', timestamp: asteriskTime(Date.now() - 60_000) },
  });
  ari.answers.set('GET applications', { status: 200, json: [{ name: 'withheld-doctor' }] });

  expect((await examined()).state).toMatchObject({ clock: 'warning', application: 'warning' });
});

it('says which link is down and why, and what it therefore could not ask', async () => {
  await ari.kill();
  ami.login = 'refuse';

  const { code, notAsked } = await examined();

  expect(code).toMatchObject({ ari: 'PBX_ARI_UNREACHABLE', ami: 'PBX_AMI_LOGIN_REFUSED' });
  expect(notAsked).toEqual([
    ...['ari-write', 'release', 'constants', 'patience', 'modules', 'messages', 'clock', 'application', 'overload'],
    'ami-rights',
  ]);
});

it('ends when the PBX hangs', async () => {
  ari.answers.set('GET asterisk/modules', 'hang');
  ami.answer((action) => (action.name === 'Ping' ? ['Response: Success'] : null));

  expect((await examined()).code).toMatchObject({ modules: 'PBX_NO_ANSWER', 'ami-rights': 'PBX_NO_ANSWER' });
});
