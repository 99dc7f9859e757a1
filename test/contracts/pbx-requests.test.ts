import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LegId } from '../../src/call/call-event.ts';
import { asteriskTime, type FakeAriAnswer } from './fakes/fake-ari.ts';
import { FAST, PbxUnderTest, until } from './fakes/pbx-under-test.ts';

let lab: PbxUnderTest;
const LEG = 'h1-1795474600.1' as LegId;
const PLACE = { context: 'withheld-private', extension: '100', label: 'go' };
const CONTINUE = `channels/${LEG}/continue`;

beforeEach(async () => {
  lab = new PbxUnderTest();
  await lab.start();
});

afterEach(async () => {
  await lab.stop();
});

test('a leg is let go on with one request that names the place', async () => {
  expect(await lab.pbx.sendOn(LEG, PLACE)).toEqual({ outcome: 'ok', value: null });
  expect(await lab.pbx.sendOn(LEG, { context: 'a b', extension: '+1&2' })).toEqual({ outcome: 'ok', value: null });

  const queries = lab.ari.made('POST', CONTINUE).map(({ query }) => Object.fromEntries(query));
  expect(queries).toEqual([PLACE, { context: 'a b', extension: '+1&2' }]);
});

test('a leg that nobody will answer goes on where it asked: the request names no place', async () => {
  expect(await lab.pbx.letGo(LEG)).toEqual({ outcome: 'ok', value: null });

  expect(lab.ari.made('POST', CONTINUE).map(({ query }) => [...query])).toEqual([[]]);
});

test('a global is set with one request, its value unharmed', async () => {
  const value = 'a=b&c,d+e %41 ü';

  expect(await lab.pbx.setGlobal('WITHHELD_BEAT', value)).toEqual({ outcome: 'ok', value: null });

  const [made] = lab.ari.made('POST', 'asterisk/variable');
  expect(Object.fromEntries(made?.query ?? [])).toEqual({ variable: 'WITHHELD_BEAT', value });
});

test('two hundred requests in a row open no connection of their own', async () => {
  const before = lab.ari.httpConnections;

  for (let turn = 0; turn < 200; turn += 1) await lab.pbx.setGlobal('WITHHELD_BEAT', String(turn));

  expect(lab.ari.httpConnections - before).toBeLessThanOrEqual(8);
});

const OUTCOMES: readonly (readonly [FakeAriAnswer, string, string])[] = [
  [{ status: 404, json: { message: 'Channel not found' } }, 'refused', 'HTTP 404'],
  [{ status: 409, json: { message: 'Channel not in Stasis application' } }, 'refused', 'HTTP 409'],
  [{ status: 403, json: { message: 'Write access denied' } }, 'refused', 'HTTP 403'],
  [{ status: 500 }, 'unknown', 'HTTP 500'],
  [{ status: 302 }, 'unknown', 'HTTP 302'],
  ['hang', 'unknown', 'deadline'],
  ['half', 'unknown', 'deadline'],
  ['reset', 'unknown', 'unreachable'],
];

test.each(OUTCOMES)('%j to sendOn is %s', async (answer, outcome, why) => {
  lab.ari.answers.set(`POST ${CONTINUE}`, answer);
  const started = performance.now();

  expect(await lab.pbx.sendOn(LEG, PLACE)).toEqual({ outcome, why });
  expect(performance.now() - started).toBeLessThan(FAST.sendOnMs + 400);
});

test('a request that hangs does not hold up the next one', async () => {
  lab.ari.answers.set(`POST ${CONTINUE}`, 'hang');
  const hanging = Array.from({ length: 4 }, () => lab.pbx.sendOn(LEG, PLACE));

  expect((await lab.pbx.setGlobal('WITHHELD_BEAT', '1')).outcome).toBe('ok');
  expect((await Promise.all(hanging)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('unknown'));
});

test('more requests than may be under way are not sent, and nobody is told that the PBX refused', async () => {
  lab.ari.answers.set(`POST ${CONTINUE}`, 'hang');

  const answers = await Promise.all(Array.from({ length: 100 }, () => lab.pbx.sendOn(LEG, PLACE)));

  const unsent = answers.filter((answer) => answer.outcome === 'unknown' && answer.why === 'too many requests at once');
  expect(unsent.length).toBeGreaterThanOrEqual(36);
  expect(answers.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
});

test.each(['\r\nAction: Command', '\n', '\u0000', '\u007f', '\u0085', '\u2028', '\u2029', '\ud800'])(
  'text with %j in it is refused and not sent, wherever it stands',
  async (evil) => {
    const sent = lab.ari.requests.filter(({ method }) => method !== 'GET').length;
    const answers = await Promise.all([
      lab.pbx.sendOn(`1${evil}` as LegId, PLACE),
      lab.pbx.sendOn(LEG, { ...PLACE, context: `a${evil}` }),
      lab.pbx.sendOn(LEG, { ...PLACE, extension: `1${evil}` }),
      lab.pbx.sendOn(LEG, { ...PLACE, label: `l${evil}` }),
      lab.pbx.hangUp(`1${evil}` as LegId),
      lab.pbx.setGlobal(`WITHHELD${evil}`, '1'),
      lab.pbx.setGlobal('WITHHELD_BEAT', `1${evil}`),
      lab.pbx.variable(LEG, `CHANNEL(${evil})`),
    ]);

    expect(answers).toEqual(Array(8).fill({ outcome: 'refused', why: 'unsafe text' }));
    expect(lab.ari.requests.filter(({ method }) => method !== 'GET')).toHaveLength(sent);
    expect(lab.ami.named('Hangup')).toEqual([]);
  },
);

test.each(['', '.', '..'])('a leg called %j cannot become another path', async (leg) => {
  expect((await lab.pbx.hangUp(leg as LegId)).outcome).toBe('refused');
  expect(lab.ari.requests.some(({ method }) => method === 'DELETE')).toBe(false);
});

test('a variable that is not set reads as empty, a leg that is gone does not', async () => {
  lab.ari.answers.set(`GET channels/${LEG}/variable`, { status: 200, json: { value: 'x' } });
  lab.ari.answers.set('GET channels/unset/variable', {
    status: 404,
    json: { message: 'Provided variable was not found' },
  });
  lab.ari.answers.set('GET channels/gone/variable', {
    status: 404,
    json: { message: 'Provided channel was not found' },
  });

  expect(await lab.pbx.variable(LEG, 'CHANNEL(pjsip,call-id)')).toEqual({ outcome: 'ok', value: 'x' });
  expect(await lab.pbx.variable('unset' as LegId, 'X')).toEqual({ outcome: 'ok', value: '' });
  expect(await lab.pbx.variable('gone' as LegId, 'X')).toEqual({ outcome: 'refused', why: 'HTTP 404' });
});

test('the legs alive are listed, and those that wait with us are known', async () => {
  const channel = (id: string, app_name: string, app_data: string) => ({
    id,
    name: `PJSIP/101-0000000${id}`,
    dialplan: { app_name, app_data },
  });
  const list = [
    channel('1', 'Stasis', 'withheld,ask,t1'),
    channel('2', 'Dial', 'withheld'),
    channel('3', 'Stasis', 'withheld-other,ask'),
  ];
  lab.ari.answers.set('GET channels', { status: 200, json: list });

  const legs = await lab.pbx.legs();

  const through = { technology: 'PJSIP', endpoint: '101' };
  expect(legs).toEqual({
    outcome: 'ok',
    value: [
      { leg: '1', through, waiting: true },
      { leg: '2', through, waiting: false },
      { leg: '3', through, waiting: false },
    ],
  });
});

test.each([
  ['not JSON', { status: 200, text: '<html>' }],
  ['no list', { status: 200, json: {} }],
  ['a list with one leg that cannot be read', { status: 200, json: [{ id: '1' }] }],
] as const)('a list of legs that is %s is unknown, never a shorter list', async (_name, answer) => {
  lab.ari.answers.set('GET channels', answer);

  expect(await lab.pbx.legs()).toEqual({ outcome: 'unknown', why: 'answer not understood' });
});

test('hanging up goes through ARI, and a refusal there is final', async () => {
  expect(await lab.pbx.hangUp(LEG)).toEqual({ outcome: 'ok', value: null });
  lab.ari.answers.set(`DELETE channels/${LEG}`, { status: 404 });

  expect(await lab.pbx.hangUp(LEG)).toEqual({ outcome: 'refused', why: 'HTTP 404' });
  expect(lab.ami.named('Hangup')).toEqual([]);
});

test.each(['hang', 'reset', { status: 500 }] as const)(
  'hanging up goes through AMI when ARI gives %j',
  async (answer) => {
    lab.ari.answers.set(`DELETE channels/${LEG}`, answer);

    expect(await lab.pbx.hangUp(LEG)).toEqual({ outcome: 'ok', value: null });
    expect(lab.ami.named('Hangup').map(({ headers }) => headers.get('channel'))).toEqual([LEG]);
  },
);

test('hanging up goes through AMI when ARI is down, and says what AMI says', async () => {
  await lab.ari.kill();
  await until(() => lab.pbx.state.ari === 'down', 'down');

  expect(await lab.pbx.hangUp(LEG)).toEqual({ outcome: 'ok', value: null });
  lab.ami.answer(() => ['Response: Error', 'Message: No such channel']);
  expect(await lab.pbx.hangUp(LEG)).toEqual({ outcome: 'refused', why: 'no such leg' });
  await lab.ami.kill();
  expect((await lab.pbx.hangUp(LEG)).outcome).toBe('unknown');
});

test('a leg whose name AMI would read as a pattern is never handed to AMI', async () => {
  await lab.ari.kill();
  await until(() => lab.pbx.state.ari === 'down', 'down');

  expect((await lab.pbx.hangUp('/.*/' as LegId)).outcome).toBe('unknown');
  expect(lab.ami.named('Hangup')).toEqual([]);
});

test('everything settles as unknown after stop', async () => {
  lab.ari.answers.set(`POST ${CONTINUE}`, 'hang');
  const underWay = lab.pbx.sendOn(LEG, PLACE);

  await lab.pbx.stop();

  const answers = await Promise.all([underWay, lab.pbx.sendOn(LEG, PLACE), lab.pbx.hangUp(LEG), lab.pbx.legs()]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(4).fill('unknown'));
});

test('doctor learns version, modules, applications and clock of the PBX', async () => {
  const now = Date.now();
  const status = { startup_time: asteriskTime(now - 5000), last_reload_time: asteriskTime(now - 1000) };
  lab.ari.answers.set('GET asterisk/info', {
    status: 200,
    json: { system: { version: '22.10.1', entity_id: 'x' }, status },
  });
  const modules = [
    { name: 'res_hep.so', status: 'Running' },
    { name: 'res_fax.so', status: 'Not Running' },
  ];
  lab.ari.answers.set('GET asterisk/modules', { status: 200, json: modules });
  lab.ari.answers.set('GET applications', { status: 200, json: [{ name: 'withheld', channel_ids: [] }] });
  lab.ari.answers.set('GET asterisk/ping', {
    status: 200,
    json: { ping: 'pong', timestamp: asteriskTime(now + 60_000) },
  });
  const { inspection } = lab.pbx;

  const skew = await inspection.clockSkew();

  expect(await inspection.version()).toEqual({
    outcome: 'ok',
    value: { version: '22.10.1', startedAt: now - 5000, reloadedAt: now - 1000 },
  });
  expect(await inspection.modules()).toEqual({
    outcome: 'ok',
    value: [
      { name: 'res_hep.so', running: true },
      { name: 'res_fax.so', running: false },
    ],
  });
  expect(await inspection.applications()).toEqual({ outcome: 'ok', value: ['withheld'] });
  expect(skew.outcome === 'ok' && skew.value).toBeGreaterThan(55_000);
  expect(skew.outcome === 'ok' && skew.value).toBeLessThanOrEqual(60_000);
});
