import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebAuthn } from '../../../src/adapters/passkeys/web-authn.ts';
import { putPasskey, signedNow } from './owner-changes.ts';
import { ORIGIN, ownerAt, Visitor } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
aSiteForEach();

/** Tries so often in vain; gives what was answered. */
async function tries(count: number, box: string, who = new Visitor(site)): Promise<readonly number[]> {
  const answers: number[] = [];
  for (let nth = 0; nth < count; nth += 1)
    answers.push((await who.post('login', { mailbox: box, proof: 'A'.repeat(43), code: '000000' })).status);
  return answers;
}

/** The owner at another browser, which knows what they know. */
function elsewhere(owner: Visitor): Visitor {
  const { box, keys, passphrase, secondFactor } = owner;
  return Object.assign(new Visitor(site), { box, keys, passphrase, secondFactor });
}

const devices = async () => {
  const kept = await site.owners.devices();
  if (kept.outcome !== 'ok') throw new Error(kept.why);
  return kept.value;
};

describe('strangers who fail on purpose', () => {
  it('keep no owner out who comes from a browser that is known, and slow everybody else as before', async () => {
    const owner = await ownerAt(site, '101');

    expect(await tries(7, '101')).toEqual([401, 401, 401, 401, 401, 429, 429]);

    expect((await owner.login()).status).toBe(200);
    // Nor does the owner's login give them more tries.
    expect(await tries(1, '101')).toEqual([429]);
    expect((await elsewhere(owner).login()).status).toBe(429);
    await site.clock.wind(QUARTER_MS);
    expect((await elsewhere(owner).login()).status).toBe(200);
  });

  it('are slowed over all mailboxes together; whoever comes right is none of them', async () => {
    const owner = await ownerAt(site, '101');
    for (let nth = 0; nth < 3; nth += 1) expect((await elsewhere(owner).login()).status).toBe(200);

    for (let nth = 0; nth < 20; nth += 1) expect(await tries(5, `7${nth + 10}`)).toEqual([401, 401, 401, 401, 401]);
    expect(await tries(1, '900')).toEqual([429]);

    expect((await elsewhere(owner).login()).status).toBe(429);
    expect((await owner.login()).status).toBe(200);
  });

  it('have no say in a login by passkey', async () => {
    const owner = await ownerAt(site, '101');
    const { credential } = await putPasskey(site, '101');
    const passkeys = new WebAuthn();
    passkeys.credentialOf = () => credential;
    passkeys.shown = async () => 1;
    await site.restart({ passkeys });
    await tries(6, '101');
    await tries(6, '101', owner);

    const anywhere = new Visitor(site);
    const { ticket } = (await anywhere.post('passkey/ask')).json;
    const response = { id: credential, type: 'public-key' };
    expect((await anywhere.post('passkey/login', { ticket, response })).status).toBe(200);
    // And from then on this browser is known, too.
    expect((await Object.assign(elsewhere(owner), { device: anywhere.device }).login()).status).toBe(200);
  });
});

describe('a browser that is known', () => {
  it('has five tries of its own, which takes none of anybody else', async () => {
    const owner = await ownerAt(site, '101');
    const other = elsewhere(owner);
    await other.login();

    const thief = Object.assign(new Visitor(site), { device: owner.device });
    expect(await tries(7, '101', thief)).toEqual([401, 401, 401, 401, 401, 429, 429]);

    expect((await other.login()).status).toBe(200);
    expect((await owner.login()).status).toBe(429);
    expect(await tries(6, '101')).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('shows what no script reads, no other site sends, and no other mailbox knows', async () => {
    const owner = new Visitor(site);
    const body = await owner.enrolment(await site.invite('101'));
    const [cookie] = (await owner.post('enrol/end', body)).headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      /^withheld-device-101=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=[0-9]+$/,
    );
    const seconds = Number(/[0-9]+$/.exec(cookie ?? ''));
    expect(seconds).toBeGreaterThan((90 * DAY_MS) / 1_000 - 1);
    expect(seconds).toBeLessThan((121 * DAY_MS) / 1_000);
    // Whoever is known for long enough is told nothing new.
    expect((await owner.login()).headers['set-cookie']).toHaveLength(1);
    const { proof } = await owner.made();
    const words = { mailbox: '101', proof, code: await owner.nextCode() };
    const encrypted = await owner.post('login', words, { host: 'mailbox.example.org', origin: ORIGIN });
    expect(encrypted.headers['set-cookie']?.[1]).toMatch(/^__Host-withheld-device-101=.*; SameSite=Strict; Secure; /);

    const other = await ownerAt(site, '102');
    const [, token = ''] = (cookie ?? '').split(/[=;]/);
    const disguised = Object.assign(elsewhere(other), { device: `withheld-device-102=${token}` });
    await tries(5, '102');
    expect((await disguised.login()).status).toBe(429);
    expect((await other.login()).status).toBe(200);
  });

  it('gives nobody a session, and is no second factor', async () => {
    const owner = await ownerAt(site, '101');
    const thief = Object.assign(new Visitor(site), { device: owner.device });

    expect((await thief.get('box')).json.code).toBe('ACCESS_NO_SESSION');
    const { proof } = await owner.made();
    expect((await thief.post('login', { mailbox: '101', proof, code: '000000' })).status).toBe(401);
  });

  it('is kept as a digest under the key of the installation, and when it logged in cannot be told', async () => {
    const owner = await ownerAt(site, '101');
    const token = owner.device.split('=')[1] ?? '';
    await site.ownersDatabase.flush(5_000);
    const bytes = readdirSync(site.directory, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => readFileSync(join(each.parentPath, each.name), 'latin1'))
      .join('\n');
    const [kept] = await devices();

    expect(bytes).toContain(kept?.device);
    for (const text of [token, `101/${token}`])
      for (const form of [text, ...(['hex', 'base64url'] as const).map((each) => digest(text, each))])
        expect(bytes).not.toContain(form);
    await site.clock.wind(7 * DAY_MS);
    await elsewhere(owner).login();
    expect((await devices()).map(({ until }) => until)).toEqual([kept?.until, kept?.until]);
  });

  it('is forgotten when its time is over, and renewed by a login before that', async () => {
    const owner = await ownerAt(site, '101');
    const [kept] = await devices();
    const { device } = owner;
    await site.clock.wind(60 * DAY_MS);
    await owner.login();
    expect(owner.device).not.toBe(device);
    expect(await devices()).toMatchObject([{ until: (kept?.until ?? 0) + 60 * DAY_MS }]);

    await site.clock.wind(121 * DAY_MS);
    await tries(5, '101');
    expect((await owner.login()).status).toBe(429);
    await site.access.tidy();
    expect(await devices()).toEqual([]);
  });

  it('is one of eight at most; the oldest make room', async () => {
    const owner = await ownerAt(site, '101');
    for (let nth = 0; nth < 8; nth += 1) await elsewhere(owner).login();

    expect(await devices()).toHaveLength(8);
    await tries(5, '101');
    expect((await owner.login()).status).toBe(429);
  });

  it('is forgotten with a recovery and with its owner, but for the browser that recovers', async () => {
    const owner = await ownerAt(site, '101');
    const back = new Visitor(site);
    const body = await back.enrolment(await site.invite('101', 'BACKAGAINBACKAGAIN'), owner.secretKeys);
    expect((await back.post('enrol/end', body)).status).toBe(200);
    await tries(5, '101');

    const { proof } = await back.made();
    const words = { mailbox: '101', proof, code: await back.nextCode() };
    expect((await owner.post('login', words)).status).toBe(429);
    expect((await back.login()).status).toBe(200);
    expect((await back.post('leave', { ...(await signedNow(back, 'left')), proof })).status).toBe(200);
    expect(await devices()).toEqual([]);
  });
});

function digest(text: string, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding);
}
