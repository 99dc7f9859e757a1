import { describe, expect, it } from 'vitest';
import { mailboxPaths } from '../../../src/console/mailbox/openapi-mailbox.ts';
import { mailboxEndpoints } from '../../../src/console/mailbox/router.ts';
import { openApiDocument } from '../../../src/console/openapi.ts';
import { ORIGIN, ownerAt, Visitor, type Words } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

const NAMED = { host: 'mailbox.example.org', origin: ORIGIN };

aSiteForEach();

const posted = async (headers: Readonly<Record<string, string>>, body = '{"mailbox":"101"}', path = 'salt') =>
  await site.ask(`/mailbox/api/${path}`, {
    method: 'POST',
    headers: { origin: `http://localhost:${site.port}`, 'content-type': 'application/json', ...headers },
    body,
  });

describe('the mailbox in the browser', () => {
  it('reads a long body of nobody but an owner who is let in', async () => {
    const garbage = `[${'{},'.repeat(300_000)}`;
    expect((await posted({}, garbage, 'rotate')).json.code).toBe('ACCESS_NO_SESSION');
    expect((await posted({}, garbage, 'login')).json.code).toBe('ACCESS_TOO_LARGE');
    const { cookie } = await ownerAt(site, '101');
    expect((await posted({ cookie }, garbage, 'rotate')).json.code).toBe('ACCESS_BAD');
  });

  it('runs scripts of its own alone; the other pages run none', async () => {
    const page = await site.ask('/mailbox');
    const csp = String(page.headers['content-security-policy']);

    expect(page.status).toBe(200);
    expect(csp.split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      'media-src blob:',
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "worker-src 'self'",
    ]);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.bytes.toString()).not.toMatch(/https?:|<script(?! src="\/mailbox\/)|style=|\son[a-z]+=/);
    expect(String((await site.ask('/')).headers['content-security-policy'])).not.toContain('script-src');
    expect((await site.ask('/mailbox/client.js')).bytes.toString()).not.toMatch(/\b(?:eval|new Function)\(/);
  });

  it('answers every path with no-store and the same policy, also where nothing is', async () => {
    for (const path of [
      '/mailbox',
      '/mailbox/client.js',
      '/mailbox/client.css',
      '/mailbox/api/box',
      '/mailbox/nothing',
    ]) {
      const { headers } = await site.ask(path);
      expect(headers['cache-control'], path).toBe('no-store');
      expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    }
    expect((await site.ask('/mailbox/nothing')).status).toBe(404);
  });

  it('answers under its own names only: the loopback ones and the configured origin', async () => {
    expect((await site.ask('/mailbox', { headers: { host: 'mailbox.example.org' } })).status).toBe(200);
    expect((await site.ask('/mailbox', { headers: { host: 'evil.example.org' } })).status).toBe(421);
    expect((await site.ask('/mailbox/api/box', { headers: { host: 'evil.example.org' } })).status).toBe(421);
    // What can be seen of the house stays on this machine.
    expect((await site.ask('/', { headers: { host: 'mailbox.example.org' } })).status).toBe(421);
    expect((await site.ask('/api/status', { headers: { host: 'mailbox.example.org' } })).status).toBe(421);
  });

  it('does nothing for another page: no origin, another one, another port, http instead of https, or a browser that says so', async () => {
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { origin: '' },
      { origin: 'null' },
      { origin: 'https://evil.example.org' },
      { origin: `http://localhost:${site.port + 1}` },
      { origin: `http://127.0.0.1:${site.port}` },
      { ...NAMED, origin: 'http://mailbox.example.org' },
      { origin: ORIGIN },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of foreign)
      expect((await posted(headers)).json, JSON.stringify(headers)).toMatchObject({ code: 'ACCESS_FOREIGN' });

    expect((await posted({})).status).toBe(200);
    expect((await posted({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await posted(NAMED)).status).toBe(200);
  });

  it('gives nothing of a session to another page', async () => {
    const owner = await ownerAt(site, '101');
    const seen = async (headers: Readonly<Record<string, string>>) =>
      (await site.ask('/mailbox/api/box', { headers: { cookie: owner.cookie, ...headers } })).status;

    expect(await seen({})).toBe(200);
    expect(await seen({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await seen({ origin: 'https://evil.example.org' })).toBe(403);
  });

  it('takes JSON and nothing else, and no more of it than it needs', async () => {
    expect((await posted({ 'content-type': 'text/plain' })).status).toBe(400);
    expect((await posted({ 'content-type': 'application/x-www-form-urlencoded' }, 'mailbox=101')).status).toBe(400);
    expect((await posted({}, '{"mailbox":')).json.code).toBe('ACCESS_BAD');
    expect((await posted({}, '{"mailbox":"101","more":1}')).json.code).toBe('ACCESS_BAD');
    expect((await posted({}, '{"mailbox":"+61255500147"}')).json.code).toBe('ACCESS_BAD');
    expect((await posted({}, JSON.stringify({ mailbox: 'x'.repeat(40_000) }))).json.code).toBe('ACCESS_TOO_LARGE');
  });

  it('answers exactly the paths that the OpenAPI document describes', () => {
    const described = Object.entries(mailboxPaths()).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const served = mailboxEndpoints(site.access).map(
      ({ method, path }) => `${method.toLowerCase()} /mailbox${path.replace(':id', '{id}')}`,
    );
    const files = ['get /mailbox', 'get /mailbox/client.js', 'get /mailbox/client.css'];

    expect([...served, ...files].sort()).toEqual(described.sort());
    expect(openApiDocument('1.2.3').paths).toMatchObject(mailboxPaths());
  });

  it('answers 405 to every other method', async () => {
    const wrong: readonly (readonly [path: string, words: Words])[] = [
      ['/mailbox', { method: 'POST' }],
      ['/mailbox/client.js', { method: 'PUT' }],
      ['/mailbox/api/login', { method: 'GET' }],
      ['/mailbox/api/login', { method: 'PUT' }],
      ['/mailbox/api/box', { method: 'POST' }],
      ['/mailbox/api/messages/x/voice', { method: 'DELETE' }],
      ['/mailbox/api/messages/x/erase', { method: 'GET' }],
    ];
    for (const [path, words] of wrong) {
      const reply = await site.ask(path, words);
      expect([path, reply.status, reply.headers['allow']]).toEqual([path, 405, expect.any(String)]);
    }
    expect((await site.ask('/api/status', { method: 'POST' })).status).toBe(405);
  });

  it('asks for a session everywhere but where one begins', async () => {
    const visitor = new Visitor(site);
    const id = 'a'.repeat(32);
    for (const path of ['box', `messages/${id}/voice`, `messages/${id}/facts`, `messages/${id}/key`])
      expect((await visitor.get(path)).json.code, path).toBe('ACCESS_NO_SESSION');
    for (const path of [`messages/${id}/heard`, `messages/${id}/erase`])
      expect((await visitor.post(path)).json.code, path).toBe('ACCESS_NO_SESSION');
    const body = { lockSeconds: 60, transcriptWanted: true };
    expect((await visitor.post('settings', body)).json.code).toBe('ACCESS_NO_SESSION');
    expect((await visitor.post('unlock', { proof: 'A'.repeat(43) })).json.code).toBe('ACCESS_NO_SESSION');
    visitor.cookie = `withheld-mailbox=${'A'.repeat(43)}`;
    expect((await visitor.get('box')).json.code).toBe('ACCESS_NO_SESSION');
  });
});
