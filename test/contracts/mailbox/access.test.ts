import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../../src/call/mailbox.ts';
import { ORIGIN, ownerAt, Visitor } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

describe('an invite', () => {
  it('makes an owner once, and the mailbox secured', async () => {
    const code = await site.invite('101');
    const visitor = new Visitor(site);
    const body = await visitor.enrolment(code);

    expect((await visitor.post('enrol/end', body)).json).toEqual({ mailbox: '101' });
    const kept = await site.store.mailboxes();
    expect(kept).toMatchObject({ value: [{ ownerEnrolled: true, strongLogin: true, autoLock: true }] });

    expect((await new Visitor(site).post('enrol/begin', { code })).json.code).toBe('ACCESS_INVITE');
    const again = { ...body, code: await visitor.nextCode() };
    expect((await visitor.post('enrol/end', again)).json.code).toBe('ACCESS_INVITE');
  });

  it('that has expired, or was never made, begins nothing, and neither is told apart', async () => {
    const code = await site.invite('101', 'CODE101101101', 1);
    await site.clock.wind(3_600_000);

    const [expired, never] = [
      await new Visitor(site).post('enrol/begin', { code }),
      await new Visitor(site).post('enrol/begin', { code: 'NEVER-MADE' }),
    ];

    expect(expired.status).toBe(401);
    expect(expired.json).toEqual(never.json);
  });

  it('can be tried in vain five times in a quarter of an hour; a right one waits for nobody', async () => {
    const tries = [];
    for (let nth = 0; nth < 6; nth += 1)
      tries.push((await new Visitor(site).post('enrol/begin', { code: `WRONG-CODE-${nth}` })).status);

    expect(tries).toEqual([401, 401, 401, 401, 401, 429]);
    await new Visitor(site).enrol('101');
    await site.clock.wind(900_001);
    expect((await new Visitor(site).post('enrol/begin', { code: 'WRONG-CODE' })).status).toBe(401);
  });

  it('is worth nothing once another one was made for the same mailbox, also to who has begun with it', async () => {
    const visitor = new Visitor(site);
    const body = await visitor.enrolment(await site.invite('101'));
    await site.invite('101', 'ANOTHERCODE101');

    expect((await visitor.post('enrol/end', body)).json.code).toBe('ACCESS_INVITE');
    expect(await site.owners.owners()).toMatchObject({ value: [] });
  });

  it('whose enrolment a crash cut off half-way is brought to its end by the next start', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    const before = await site.store.mailboxes();
    const [kept] = before.outcome === 'ok' ? before.value : [];
    const reader = kept?.readers.find(({ recipient }) => recipient === visitor.secretKeys.recipient);
    await site.store.left('101' as Mailbox, reader?.id ?? ('' as never));

    await site.restart();

    expect(await site.store.mailboxes()).toMatchObject({ value: [{ ownerEnrolled: true }] });
    const after = await site.store.mailboxes();
    expect(after.outcome === 'ok' && after.value[0]?.readers).toContainEqual(reader);
  });

  it('for a mailbox with an owner opens it to nobody without the keys of that owner', async () => {
    const owner = new Visitor(site);
    await owner.enrol('101');
    const thief = new Visitor(site);
    const code = await site.invite('101', 'ANOTHER-CODE-FOR-IT'.replaceAll('-', ''));
    const body = await thief.enrolment(code);
    // Nor anything that a passphrase could be guessed from.
    const { recovering } = (await thief.post('enrol/begin', { code })).json;
    expect(Object.keys(recovering).sort()).toEqual(['paperSlot', 'recipient', 'recovery', 'signing']);

    expect((await thief.post('enrol/end', body)).json.code).toBe('ACCESS_SIGNATURE');
    expect((await owner.login()).status).toBe(200);
  });
});

describe('a login', () => {
  it('begins a session whose cookie no script reads and no other site sends; over TLS it is bound to this host', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');

    const plain = await visitor.login();
    expect(plain.headers['set-cookie']).toEqual([
      expect.stringMatching(/^withheld-mailbox=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);

    const { proof } = await visitor.made();
    const words = { mailbox: '101', proof, code: await visitor.nextCode() };
    const encrypted = await visitor.post('login', words, { host: 'mailbox.example.org', origin: ORIGIN });
    expect(encrypted.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-withheld-mailbox=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      expect.stringContaining('withheld-device-101='),
    ]);
  });

  it('answers alike whatever was wrong, and for a mailbox that is not there', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    const { proof } = await visitor.made();
    const wrong = 'A'.repeat(43);

    const replies = [
      await visitor.post('login', { mailbox: '101', proof: wrong, code: await visitor.nextCode() }),
      await visitor.post('login', { mailbox: '101', proof, code: '000000' }),
      await visitor.post('login', { mailbox: '999', proof, code: '000000' }),
    ];

    expect(new Set(replies.map(({ status, json }) => JSON.stringify([status, json]))).size).toBe(1);
    expect(replies[0]?.status).toBe(401);
    const salts = [await visitor.post('salt', { mailbox: '101' }), await visitor.post('salt', { mailbox: '999' })];
    expect(salts.map(({ json }) => json.salt.length)).toEqual([22, 22]);
    expect((await visitor.post('salt', { mailbox: '999' })).json).toEqual(salts[1]?.json);
  });

  it('is not begun by a passkey that nobody knows, and an answer to no question of ours is none', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    const response = { id: 'A'.repeat(43), rawId: 'A'.repeat(43), type: 'public-key', response: {} };
    const { ticket, options } = (await visitor.post('passkey/ask')).json;
    const present = visitor.secretKeys.recipient;

    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    // Which mailboxes have passkeys is not told.
    expect(options.allowCredentials ?? []).toEqual([]);
    const refused = await visitor.post('passkey/login', { ticket, response });
    expect(refused.json.code).toBe('ACCESS_REFUSED');
    expect(refused.headers['set-cookie']).toBeUndefined();
    expect((await visitor.post('passkey/login', { ticket: 'A'.repeat(43), response })).json.code).toBe(
      'ACCESS_REFUSED',
    );
    expect((await visitor.post('passkey/make', { proof: 'A'.repeat(43) })).json.code).toBe('ACCESS_NO_SESSION');
    expect((await visitor.post('passkey/keep', { ticket, response, slot: null, present })).json.code).toBe(
      'ACCESS_NO_SESSION',
    );
    await visitor.login();
    expect((await visitor.post('passkey/make', { proof: 'A'.repeat(43) })).json.code).toBe('ACCESS_REFUSED');
    const { proof } = await visitor.made();
    const made = (await visitor.post('passkey/make', { proof })).json;
    expect((await visitor.post('passkey/keep', { ticket: made.ticket, response, slot: null, present })).status).toBe(
      400,
    );
  });

  it('takes a code once, also after the daemon has started anew', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    const { proof } = await visitor.made();
    const words = { mailbox: '101', proof, code: await visitor.nextCode() };

    expect((await visitor.post('login', words)).status).toBe(200);
    expect((await visitor.post('login', words)).status).toBe(401);
    await site.restart();
    expect((await visitor.post('login', words)).status).toBe(401);
    expect((await visitor.login()).status).toBe(200);
  });

  it('takes a code once whose clock is half a minute fast, also when the daemon starts anew in between', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    await site.clock.wind(30_000);
    const { proof } = await visitor.made();
    const words = { mailbox: '101', proof, code: visitor.code(1) };

    expect((await visitor.post('login', words)).status).toBe(200);
    await site.restart();
    expect((await visitor.post('login', words)).status).toBe(401);
  });

  it('can be tried five times in a quarter of an hour, also with the right words after that', async () => {
    const visitor = new Visitor(site);
    await visitor.enrol('101');
    for (let nth = 0; nth < 5; nth += 1)
      await visitor.post('login', { mailbox: '101', proof: 'A'.repeat(43), code: '000000' });

    const reply = await visitor.login();
    expect(reply.status).toBe(429);
    expect(reply.headers['retry-after']).toBe('900');
    for (let nth = 0; nth < 5; nth += 1)
      await visitor.post('login', { mailbox: '888', proof: 'A'.repeat(43), code: '000000' });
    expect((await visitor.post('login', { mailbox: '888', proof: 'A'.repeat(43), code: '000000' })).status).toBe(429);

    await site.clock.wind(900_000);
    expect((await visitor.login()).status).toBe(200);
  });

  it('ends after ten minutes without use, at the logout, and with the daemon', async () => {
    const owner = await ownerAt(site, '101');
    await site.clock.wind(599_000);
    expect((await owner.get('box')).status).toBe(200);
    await site.clock.wind(600_000);
    expect((await owner.get('box')).json.code).toBe('ACCESS_NO_SESSION');

    await owner.login();
    const { cookie } = owner;
    await owner.post('logout');
    owner.cookie = cookie;
    expect((await owner.get('box')).status).toBe(401);

    await owner.login();
    await site.restart();
    expect((await owner.get('box')).status).toBe(401);
  });

  it('gives out nothing while it is locked: by the page, or by the time its owner has set', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    await owner.post('settings', { lockSeconds: 60, transcriptWanted: false });
    await site.clock.wind(61_000);

    for (const path of ['box', `messages/${id}/voice`, `messages/${id}/key`])
      expect((await owner.get(path)).json.code).toBe('ACCESS_LOCKED');
    expect((await owner.post(`messages/${id}/erase`)).status).toBe(423);
    const { proof } = await owner.made();
    expect((await owner.post('unlock', { proof: 'A'.repeat(43) })).status).toBe(401);
    expect((await owner.post('unlock', { proof })).status).toBe(200);
    expect((await owner.get('box')).status).toBe(200);

    await owner.post('lock');
    expect((await owner.get('box')).status).toBe(423);
  });
});
