import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { WinstonLog } from '../../../../src/adapters/log/winston-log.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import { Failure } from '../../../../src/failure.ts';
import type { LogFields } from '../../../../src/ports/log.ts';

async function lines(
  use: (log: WinstonLog) => void,
  secrets: readonly string[] = [],
  parts: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const output = new PassThrough();
  const log = new WinstonLog({ output, secrets, parts });
  use(log);
  await log.stop();
  return String(output.read() ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  test('a line is one JSON object with level, timestamp, event and fields, in this order', async () => {
    const [line] = await lines((log) => log.info('trunk-failover', { trunk: 't1', askedMs: 3, site: undefined }));
    expect(Object.keys(line ?? {})).toEqual(['level', 'timestamp', 'event', 'fields']);
    expect(line).toMatchObject({ level: 'info', event: 'trunk-failover', fields: { trunk: 't1', askedMs: 3 } });
    expect(line?.['fields']).not.toHaveProperty('site');
    expect(line?.['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('a failure shows its code, its hint and the chain of causes, redacted', async () => {
    const cause = new Error('SIP 403 for "Wilma" <sip:+61412345678@carrier>');
    const [line] = await lines((log) =>
      log.error('storage-degraded', {}, new Failure('STORAGE_FULL', undefined, { cause })),
    );
    expect(line).toMatchObject({ code: 'STORAGE_FULL', hint: expect.any(String), cause: { cause: { name: 'Error' } } });
    expect(JSON.stringify(line)).not.toMatch(/Wilma|412345678/);
  });

  test('an event or a field cannot forge a second line or a field of the line', async () => {
    const forged = 'x\n{"level":"info","event":"all-is-well"}';
    const all = await lines((log) =>
      log.warn(forged, { level: 'info', event: 'all-is-well', timestamp: 'never', text: forged }),
    );
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ level: 'warn', event: forged, fields: { event: 'all-is-well' } });
    expect(all[0]?.['timestamp']).not.toBe('never');
  });

  test('numbers and secrets do not come out of event, keys, values, Error properties or wrong types', async () => {
    const number = '+61 412 345 678';
    const smuggled = {
      [number]: 'a',
      nested: { number },
      phone: PhoneNumber.fromE164('+61412345678'),
    } as unknown as LogFields;
    const all = await lines(
      (log) => {
        log.info(`calling ${number}`, smuggled);
        log.error('x', smuggled, number);
        log.error('x', undefined, Object.assign(new Error('at Seaview'), { code: number, options: { number } }));
        log.info(number as never, number as never);
      },
      ['seaview'],
    );
    expect(all).toHaveLength(4);
    expect(JSON.stringify(all)).not.toMatch(/412|345|678|seaview/i);
  });

  test('a secret that is called like an event or a field eats neither, and is taken out of everything else', async () => {
    const secret = ['Trunk', 'Record', 'Max Cause', 'refused', 'message'];
    const [line, other] = await lines(
      (log) => {
        const fields = { trunk: 't1', recordCount: 3, why: 'Record refused: cause' };
        log.error('record-refused', fields, new Error('trunk of Max'));
        log.info('Record', { Record: 'x', 'a record': 1 });
      },
      secret,
      ['cause'],
    );
    expect(line).toMatchObject({
      event: 'record-refused',
      fields: { trunk: 't1', recordCount: 3, why: '[secret] [secret]: [secret]' },
      cause: { message: '[secret] of Max' },
    });
    expect(other).toMatchObject({ event: '[secret]', fields: { '[secret]': 'x', 'a [secret]': 1 } });
  });

  test('logging never throws, whatever it is given', async () => {
    const hostile = {
      get fields(): never {
        throw new Error('no');
      },
    } as never;
    const all = await lines((log) => {
      log.info('a', hostile);
      log.error(
        'b',
        hostile,
        new Proxy(new Error('x'), {
          get: () => {
            throw new Error('no');
          },
        }),
      );
      log.info(Symbol('c') as never, 5n as never);
      log.info(undefined as never, null as never);
    });
    expect(all).toHaveLength(4);
  });

  test('stop() resolves after all of a thousand lines have reached a slow output, and later lines are dropped', async () => {
    let got = '';
    const output = new Writable({
      highWaterMark: 64,
      write(chunk, _encoding, done) {
        got += String(chunk);
        setImmediate(done);
      },
    });
    const log = new WinstonLog({ output });
    for (let nth = 0; nth < 1000; nth++) log.info('line', { nth });
    await log.stop();
    log.info('late');
    await log.stop();
    expect(got.trimEnd().split('\n')).toHaveLength(1000);
  });

  test('a broken output is counted and neither throws nor holds up stop()', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const log = new WinstonLog({ output });
    log.info('one');
    log.info('two');
    await log.stop();
    expect(log.lost).toBeGreaterThan(0);
  });

  test('a hung output holds up stop() for a second at most', async () => {
    const log = new WinstonLog({ output: new Writable({ write: () => undefined }) });
    log.info('one');
    const started = performance.now();
    await log.stop();
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('info lines are left out at level warn', async () => {
    const output = new PassThrough();
    const log = new WinstonLog({ output, level: 'warn' });
    log.info('quiet');
    log.warn('loud');
    await log.stop();
    expect(String(output.read())).toMatch(/^\{"level":"warn"[^\n]*"loud"\}\n$/);
  });
});
