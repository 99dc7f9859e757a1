import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PbxUnderTest, until } from './fakes/pbx-under-test.ts';

const SUBSCRIPTION = 'applications/withheld/subscription';
const CALLED = { id: '1.1', name: 'PJSIP/t1-private-00000001', dialplan: { app_name: 'AppDial2', app_data: '' } };
const OTHER = { id: '1.2', name: 'PJSIP/101-00000002', dialplan: { app_name: 'Dial', app_data: '' } };
let lab: PbxUnderTest;

beforeEach(() => {
  lab = new PbxUnderTest();
});

afterEach(async () => {
  await lab.stop();
});

test('[G6] the legs of every endpoint are asked for before the link counts as up', async () => {
  lab.ari.answers.set(`POST ${SUBSCRIPTION}`, () => {
    expect(lab.pbx.state.ari).toBe('down');
    return { status: 200, json: {} };
  });
  await lab.start();

  const heard = lab.ari.made('POST', SUBSCRIPTION).map(({ query }) => query.get('eventSource'));
  expect(heard).toEqual(['endpoint:PJSIP/t1-private', 'endpoint:PJSIP/t1-parent']);
});

test('[G6] after a break they are asked for again', async () => {
  await lab.start();
  lab.ari.dropEventSockets();

  await until(() => lab.ari.made('POST', SUBSCRIPTION).length === 4, 'asked again');
});

test('[G6] an endpoint the PBX has not loaded yet is asked for until it is there', async () => {
  let loaded = false;
  lab.ari.answers.set(`POST ${SUBSCRIPTION}`, () => ({ status: loaded ? 200 : 422, json: {} }));
  await lab.start();
  await until(() => lab.logged.some((line) => line.includes('doors-unheard')), 'told');
  expect(lab.pbx.unheard).toEqual(['t1-private', 't1-parent']);

  lab.ari.answers.set('GET channels', { status: 200, json: [CALLED, OTHER] });
  loaded = true;

  await until(() => lab.logged.some((line) => line.includes('doors-heard')), 'heard');
  expect(lab.pbx.unheard).toEqual([]);
  await until(() => lab.events.length === 1, 'the leg that was there already');
  expect(lab.events[0]).toMatchObject({ kind: 'created', leg: '1.1', through: { endpoint: 't1-private' } });
  const asked = lab.ari.made('POST', SUBSCRIPTION).length;
  await pause(200);
  expect(lab.ari.made('POST', SUBSCRIPTION)).toHaveLength(asked);
});

test('[G9] the libraries underneath print nothing', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await lab.start();
    await lab.ari.kill();
    await until(() => lab.pbx.state.ari === 'down', 'down');

    expect(printed).not.toHaveBeenCalled();
  } finally {
    printed.mockRestore();
  }
});
