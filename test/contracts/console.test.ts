import { request as httpRequest } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consolePaths, openApiDocument } from '../../src/console/openapi.ts';
import { consoleRoutes } from '../../src/console/routes.ts';
import { ConsoleServer } from '../../src/console/server.ts';
import type { DaemonStatus } from '../../src/ports/status.ts';
import { NOTICES, READY, WAITING } from './shown-status.ts';

const NUMBER = '+61255500147';

let status: () => DaemonStatus;
let metrics: () => Promise<string>;
let server: ConsoleServer;
const logged: unknown[][] = [];
const keep = (...line: unknown[]) => void logged.push(line);
const log = { info: keep, warn: keep, error: keep };
const consoleAt = (host = '127.0.0.1', port = 0) =>
  new ConsoleServer({ host, port, log, status: () => status(), metrics: () => metrics(), notices: () => NOTICES });

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function ask(path: string, options: { readonly method?: string; readonly host?: string } = {}): Promise<Reply> {
  const { method = 'GET', host = 'localhost' } = options;
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: '127.0.0.1', port: server.port ?? 0, path, method, headers: { host }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** A connection that writes `text` and then nothing. */
async function dangling(text: string): Promise<Socket> {
  const socket = connect(server.port ?? 0, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write(text);
  return socket;
}

beforeEach(async () => {
  logged.length = 0;
  status = () => READY;
  metrics = () => Promise.resolve('withheld_ready 1\n');
  server = consoleAt();
  expect(await server.start()).toBeNull();
});

afterEach(async () => {
  await server.stop();
});

describe('the console answers', () => {
  it('alive on /healthz whatever the state', async () => {
    status = () => WAITING;

    expect(await ask('/healthz')).toMatchObject({ status: 200, text: 'alive\n' });
  });

  it('200 on /readyz when ready, 503 with a code and a hint when not', async () => {
    expect((await ask('/readyz')).status).toBe(200);

    status = () => WAITING;
    const reply = await ask('/readyz');

    expect(reply.status).toBe(503);
    expect(JSON.parse(reply.text)).toEqual({
      ready: false,
      checks: [
        {
          name: 'ari',
          ok: false,
          code: 'PBX_ARI_UNREACHABLE',
          message: expect.any(String),
          hint: expect.stringContaining('http.conf'),
        },
      ],
    });
  });

  it('metrics in the Prometheus text format', async () => {
    const reply = await ask('/metrics');

    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(reply.text).toBe('withheld_ready 1\n');
  });

  it('exactly the paths its OpenAPI document describes, with the status and type described', async () => {
    const paths = consolePaths({});
    expect(openApiDocument('1.2.3').paths).toMatchObject(
      Object.fromEntries(Object.keys(paths).map((path) => [path, {}])),
    );
    const routes = consoleRoutes({ status: () => READY, metrics: () => Promise.resolve(''), notices: () => [] });

    expect([...routes.keys()].sort()).toEqual(Object.keys(paths).sort());
    for (const [path, { get }] of Object.entries(paths)) {
      const reply = await ask(path);
      const described = (get.responses as Record<string, { content: object }>)[reply.status];
      expect(Object.keys(described?.content ?? {}), path).toEqual([
        String(reply.headers['content-type']).split(';')[0],
      ]);
    }
    expect(JSON.parse((await ask('/api/openapi.json')).text)).toEqual(
      JSON.parse(JSON.stringify(openApiDocument('1.2.3'))),
    );
  });

  it('a status with exactly the keys its schema requires', async () => {
    const { components } = openApiDocument('1.2.3');
    const body = JSON.parse((await ask('/api/status')).text);

    expect(Object.keys(body).sort()).toEqual([...components.schemas.Status.required].sort());
    expect(Object.keys(body.checks[0]).sort()).toEqual([...components.schemas.Check.required].sort());
    expect(body.startedAt).toBe('2026-11-05T00:00:00.000Z');
  });
});

describe('the console tells of calls that ended', () => {
  it('in words, with exactly the keys its schema requires', async () => {
    const { components } = openApiDocument('1.2.3');
    const { notices } = JSON.parse((await ask('/api/notices')).text);

    expect(Object.keys(notices[0]).sort()).toEqual([...components.schemas.Notice.required].sort());
    expect(notices[0]).toMatchObject({ extension: '101', endedAt: '2026-11-06T10:00:00.000Z', state: 'heard' });
    expect((await ask('/')).text).toContain('the line was lost; agreed: we call back; wait a minute');
  });
});

describe('the console gives nothing away', () => {
  it('to a page whose name was turned to this machine (DNS rebinding)', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example']) {
      const reply = await ask('/api/status', { host });
      expect(reply.status).toBe(421);
      expect(reply.text).not.toContain('t1');
    }
    expect((await ask('/api/status', { host: `127.0.0.1:${server.port}` })).status).toBe(200);
  });

  it('of the server it runs on, and forbids scripts, frames and caches', async () => {
    const { headers } = await ask('/');

    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['content-security-policy']).not.toContain('script-src');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('in an error: neither message nor stack, on the wire or on standard error; the log gets the cause to redact', async () => {
    const stderr = vi.spyOn(process.stderr, 'write');
    status = () => {
      throw new Error(`no leg for ${NUMBER}`);
    };

    const reply = await ask('/api/status');

    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.text)).toMatchObject({ code: 'CONSOLE_REQUEST_FAILED' });
    expect(reply.text).not.toMatch(/555|Error|\.ts/);
    expect(stderr).not.toHaveBeenCalled();
    expect(logged).toEqual([['console-request-failed', {}, expect.any(Error)]]);
    stderr.mockRestore();
  });

  it('about a path it was asked for', async () => {
    for (const [path, wanted] of [
      [`/${NUMBER}`, 404],
      ['/%ff', 404],
      ['/api/status/%E0%A4%A', 404],
    ] as const) {
      const reply = await ask(path);
      expect([400, wanted]).toContain(reply.status);
      expect(reply.text).not.toMatch(/555|%|URI/);
    }
    expect(logged).toEqual([]);
  });

  it('and changes nothing, whatever the method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await ask('/api/status', { method })).status, method).toBe(405);
    }
    expect((await ask('/healthz', { method: 'HEAD' })).status).toBe(200);
  });
});

describe('the console does not hang', () => {
  it('answers 503 when the metrics do not come', async () => {
    metrics = () => new Promise(() => undefined);

    expect((await ask('/metrics')).status).toBe(503);
  });

  it('on a client that never finishes its request: it is dropped', async () => {
    const socket = await dangling('GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const began = performance.now();
    socket.resume();
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));

    expect(performance.now() - began).toBeLessThan(9_000);
  });

  it('when it is stopped with an idle, a half-written and a waiting connection', async () => {
    metrics = () => new Promise(() => undefined);
    const sockets = await Promise.all([
      dangling('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      dangling('GET /hea'),
      dangling('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ]);
    await pause(50);
    const began = performance.now();

    await server.stop();

    expect(performance.now() - began).toBeLessThan(1_500);
    expect(server.port).toBeNull();
    for (const socket of sockets) socket.destroy();
  });
});

describe('the console starts', () => {
  it('never on an address that others can reach', async () => {
    for (const host of ['0.0.0.0', '::'])
      expect(await consoleAt(host).start()).toMatchObject({ code: 'CONSOLE_NOT_LOOPBACK' });
  });

  it('by the name localhost too', async () => {
    const named = consoleAt('localhost');
    expect(await named.start()).toBeNull();
    await named.stop();
  });

  it('not where another program listens, and says so by a code', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    expect(await consoleAt('127.0.0.1', port).start()).toMatchObject({ code: 'CONSOLE_PORT_TAKEN' });

    await new Promise((resolve) => other.close(resolve));
    const again = consoleAt('127.0.0.1', port);
    expect(await again.start()).toBeNull();
    await again.stop();
  });
});
