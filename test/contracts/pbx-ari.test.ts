import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskTime, type FakeAriAnswer } from './fakes/fake-ari.ts';
import { FAST, PbxUnderTest, until } from './fakes/pbx-under-test.ts';

let lab: PbxUnderTest;
const AT = Date.UTC(2026, 10, 5, 10, 0, 0, 123);

beforeEach(() => {
  lab = new PbxUnderTest();
});

afterEach(async () => {
  await lab.stop();
});

const created = (id: string) => ({
  type: 'ChannelCreated',
  timestamp: asteriskTime(AT),
  application: 'withheld',
  channel: { id, name: 'PJSIP/t1-private-0000001a', state: 'Down', caller: { name: 'A Name', number: '+15550100' } },
});

const userEvent = (eventname: string, userevent: Record<string, string>) =>
  ({ ...created('1.1'), type: 'ChannelUserevent', eventname, userevent }) as const;

test('[G9] the application asks for the legs of its endpoints and for no event it does not read', async () => {
  await lab.start();
  await until(() => lab.ari.made('PUT', 'applications/withheld/eventFilter').length === 1, 'filter');

  const filter = JSON.parse(lab.ari.made('PUT', 'applications/withheld/eventFilter')[0]?.body ?? '{}');

  expect(lab.ari.subscribedToAll).toBe(false);
  expect(filter.allowed.map(({ type }: { type: string }) => type).sort()).toEqual([
    'ApplicationReplaced',
    'ChannelCreated',
    'ChannelDestroyed',
    'ChannelUserevent',
    'StasisEnd',
    'StasisStart',
  ]);
});

test('[G9] a PBX that knows no event filter is used without one', async () => {
  lab.ari.answers.set('PUT applications/withheld/eventFilter', { status: 404 });
  await lab.start();
  await until(() => lab.logged.some((line) => line.includes('pbx-events-unfiltered')), 'told');

  lab.ari.emit(created('1.1'));

  await until(() => lab.events.length === 1, 'event');
});

test('[G9] the events of a call arrive in order, with the PBX clock and without what a caller wrote', async () => {
  await lab.start();
  const channel = created('1.1').channel;
  const timestamp = asteriskTime(AT);

  lab.ari.emit(created('1.1'));
  lab.ari.emit({ type: 'StasisStart', timestamp, channel, args: ['ask', 't1'] });
  lab.ari.emit({ type: 'StasisEnd', timestamp, channel });
  lab.ari.emit(userEvent('something-else', { asking: '9.9' }));
  lab.ari.emit(userEvent('withheld-passed', { eventname: 'withheld-passed', asking: '1.0' }));
  lab.ari.emit({ type: 'ChannelDestroyed', timestamp, channel, cause: 17, cause_txt: 'User busy' });
  await until(() => lab.events.length === 5, 'five events');

  const through = { technology: 'PJSIP', endpoint: 't1-private' };
  expect(lab.events).toEqual([
    { kind: 'created', at: AT, leg: '1.1', through, incoming: false },
    { kind: 'asked', at: AT, leg: '1.1', from: through, words: ['ask', 't1'] },
    { kind: 'left', at: AT, leg: '1.1' },
    { kind: 'passed', at: AT, leg: '1.1', through, asking: '1.0' },
    { kind: 'ended', at: AT, leg: '1.1', through, cause: 17 },
  ]);
  expect(JSON.stringify(lab.events)).not.toContain('5550100');
});

test.each([
  ['a frame that is not JSON', 'not json {'],
  ['JSON that is no object', '[1,2]'],
  ['an event of ours without a channel', { type: 'StasisStart', timestamp: asteriskTime(AT), args: [] }],
  ['a word of the dialplan that names no leg', userEvent('withheld-passed', {})],
  ['an event of ours with an impossible time', { ...created('1'), timestamp: 'yesterday' }],
  ['a frame of half a megabyte', `"${'x'.repeat(512 * 1024)}"`],
])('[G9] %s is counted and does not stop the next event', async (_name, frame) => {
  await lab.start();

  lab.ari.emit(frame);
  lab.ari.emit(created('2.1'));
  await until(() => lab.events.length === 1, 'the next event');

  expect(lab.pbx.counts.ariBroken).toBe(1);
  expect(lab.ari.websocketConnections).toBe(1);
});

test.each([
  ['an event type of a newer Asterisk', { type: 'ChannelTeleported', timestamp: 'x' }],
  [
    'the echo of our own heartbeat',
    { type: 'ChannelVarset', timestamp: asteriskTime(AT), variable: 'WITHHELD_BEAT', value: '1' },
  ],
])('[G9] %s is ignored and does not stop the next event', async (_name, frame) => {
  await lab.start();

  lab.ari.emit(frame);
  lab.ari.emit(created('2.1'));
  await until(() => lab.events.length === 1, 'the next event');

  expect(lab.pbx.counts).toMatchObject({ ariIgnored: 1, ariBroken: 0 });
});

test('[G9] a listener that throws does not cost the other listeners the event', async () => {
  await lab.start();
  lab.pbx.onEvent(() => {
    throw new Error('a fault of ours');
  });
  const seen: string[] = [];
  lab.pbx.onEvent((event) => seen.push(event.kind));

  lab.ari.emit(created('1'));
  lab.ari.emit(created('2'));

  await until(() => seen.length === 2, 'both');
});

const TROUBLES: readonly (readonly [string, FakeAriAnswer, string])[] = [
  ['404, as while Asterisk boots', { status: 404, text: '<html>Not Found</html>' }, 'PBX_ARI_NOT_READY'],
  ['503', { status: 503 }, 'PBX_ARI_NOT_READY'],
  ['an HTML page', { status: 200, text: '<html>router login</html>' }, 'PBX_ARI_UNEXPECTED'],
  ['another JSON', { status: 200, json: { swaggerVersion: '2.0' } }, 'PBX_ARI_UNEXPECTED'],
  ['a redirect', { status: 302 }, 'PBX_ARI_UNEXPECTED'],
  ['a reset', 'reset', 'PBX_ARI_UNREACHABLE'],
  ['silence', 'hang', 'PBX_ARI_FROZEN'],
  ['half an answer', 'half', 'PBX_ARI_FROZEN'],
];

test.each(TROUBLES)('%s at connect is named, survived and recovered from', async (_name, answer, code) => {
  lab.ari.everything = answer;
  await lab.start({ wait: false });

  await until(() => lab.pbx.inspection.trouble.ari === code, code);
  expect(lab.pbx.state.ari).toBe('down');
  lab.ari.everything = null;

  await until(() => lab.pbx.state.ari === 'up', 'up');
});

test.each(['api-docs/resources.json', 'api-docs/events.json'])(
  '[G9] trouble with %s alone keeps ari-client from being let loose',
  async (path) => {
    lab.ari.answers.set(`GET ${path}`, { status: 200, text: '<html>' });
    await lab.start({ wait: false });

    await until(() => lab.pbx.inspection.trouble.ari === 'PBX_ARI_UNEXPECTED', 'named');
    lab.ari.answers.clear();

    await until(() => lab.pbx.state.ari === 'up', 'up');
  },
);

const AFTER_PREFLIGHT: readonly (readonly [string, FakeAriAnswer])[] = [
  ['404', { status: 404 }],
  ['HTML', { status: 200, text: '<html>' }],
  ['another JSON', { status: 200, json: [] }],
  ['half an answer', 'half'],
  ['503', { status: 503 }],
  ['a reset', 'reset'],
  ['silence', 'hang'],
];

test.each(AFTER_PREFLIGHT)(
  'a PBX that answers the preflight and then ari-client with %s does not end the daemon',
  async (_name, answer) => {
    let asked = 0;
    for (const file of ['resources', 'events']) {
      lab.ari.answers.set(`GET api-docs/${file}.json`, () => {
        asked += 1;
        return asked > 2 && asked < 8 ? answer : null;
      });
    }
    await lab.start({ wait: false, timing: { ...FAST, connectMs: 700 } });

    await until(() => lab.pbx.state.ari === 'up', 'up');
    expect(asked).toBeGreaterThan(3);
  },
);

test('[G9] API documents that point to another host are not followed', async () => {
  const apis = [{ path: '/api-docs/events.{format}' }];
  lab.ari.answers.set('GET api-docs/resources.json', {
    status: 200,
    json: { swaggerVersion: '1.1', basePath: 'http://192.0.2.1:8088/ari', apis },
  });
  await lab.start({ wait: false });

  await until(() => lab.pbx.inspection.trouble.ari === 'PBX_ARI_UNEXPECTED', 'named');

  expect(lab.ari.websocketConnections).toBe(0);
});

test('[G9] a wrong password is told, does not crash, and is not tried in a hurry', async () => {
  await lab.start({ wait: false, password: 'wrong' });
  await until(() => lab.pbx.inspection.trouble.ari === 'PBX_ARI_LOGIN_REFUSED', 'told');

  const tries = lab.ari.requests.length;
  await pause(300);

  expect(lab.ari.requests.length).toBe(tries);
  expect(lab.logged.join()).not.toContain('wrong');
});

test.each(['refuse', 'hang'] as const)('an event socket that the PBX answers with %s is tried again', async (how) => {
  lab.ari.websocket = how;
  await lab.start({ wait: false, timing: { ...FAST, connectMs: 700 } });

  await until(() => lab.ari.websocketConnections >= 2, 'second attempt');
  lab.ari.websocket = 'accept';

  await until(() => lab.pbx.state.ari === 'up', 'up');
});

test('[G9] a peer that freezes with its sockets open is found by ping, and the link is back after the thaw', async () => {
  await lab.start();

  lab.ari.frozen = true;
  await until(() => lab.pbx.state.ari === 'down', 'down', 3000);
  expect(lab.pbx.inspection.trouble.ari).toBe('PBX_ARI_FROZEN');
  lab.ari.frozen = false;

  await until(() => lab.pbx.state.ari === 'up', 'up again');
});

test('[G9] an event socket that lives while requests get no answer is not called up', async () => {
  await lab.start();

  lab.ari.everything = 'hang';

  await until(() => lab.pbx.state.ari === 'down', 'down', 4000);
});

test('[G9] twelve lost event connections in a row are twelve recoveries, each with one socket', async () => {
  await lab.start();

  for (let round = 0; round < 12; round += 1) {
    lab.ari.dropEventSockets();
    await until(() => lab.pbx.state.ari === 'down', 'down');
    await until(() => lab.pbx.state.ari === 'up', 'up again');
  }

  expect(lab.ari.listeners).toBe(1);
  lab.ari.emit(created('9.9'));
  await until(() => lab.events.length === 1, 'event');
});

test('[G9] a killed PBX is down at once and up again when it is back', async () => {
  await lab.start();

  await lab.ari.kill();
  await until(() => lab.pbx.state.ari === 'down', 'down', 500);
  await pause(400);
  await lab.ari.start();

  await until(() => lab.pbx.state.ari === 'up', 'up again');
});

test('[G9] a daemon whose application was taken over leaves it alone for a while', async () => {
  await lab.start();

  lab.ari.emit({ type: 'ApplicationReplaced', timestamp: asteriskTime(AT), application: 'withheld' });
  await until(() => lab.pbx.state.ari === 'down', 'down');
  await pause(300);

  expect(lab.pbx.inspection.trouble.ari).toBe('PBX_ARI_REPLACED');
  expect(lab.ari.websocketConnections).toBe(1);
});

test('[G9] stop really stops: no socket stays or comes back, whatever the links were doing', async () => {
  await lab.start();
  lab.ari.dropEventSockets();
  await until(() => lab.pbx.state.ari === 'down', 'down');

  await lab.pbx.stop();
  const [sockets, connections] = [lab.ari.websocketConnections, lab.ami.connections];
  await pause(400);

  expect([lab.ari.websocketConnections, lab.ami.connections]).toEqual([sockets, connections]);
  expect(lab.ari.listeners).toBe(0);
  expect(lab.pbx.state).toEqual({ ari: 'down', ami: 'down' });
});
