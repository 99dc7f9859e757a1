import { describe, expect, it } from 'vitest';
import { WebAuthn } from '../../../src/adapters/passkeys/web-authn.ts';
import type { Mailbox } from '../../../src/call/mailbox.ts';
import { Failure } from '../../../src/failure.ts';
import { keptOwner, putPasskey, rotationOf } from './owner-changes.ts';
import { ownerAt } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

describe('a passkey', () => {
  const place = { origin: 'https://mailbox.example.org', relyingParty: 'mailbox.example.org' };

  /** A daemon that takes every answer of a browser for this passkey; `meanwhile` happens while it looks. */
  async function taking(credential: string, meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
    const passkeys = new WebAuthn();
    passkeys.credentialOf = () => credential;
    passkeys.made = async () => ({ credential, publicKey: 'B'.repeat(64), counter: 0 });
    passkeys.shown = async () => {
      await meanwhile();
      return 7;
    };
    await site.restart({ passkeys });
  }

  async function keep(box: string, slot: string | null) {
    const owner = await keptOwner(site, box);
    const asked = await site.access.passkeys.askToMake(owner, place);
    if (asked instanceof Failure) throw asked;
    return await site.access.passkeys.keep(
      owner,
      { ticket: asked.ticket, response: {}, slot, present: owner.recipient },
      place,
    );
  }

  it('is kept once: nobody puts another slot, or another owner, in its place', async () => {
    for (const box of ['101', '102']) await ownerAt(site, box);
    await taking('C'.repeat(32));

    expect(await keep('101', 'D'.repeat(64))).toBeNull();
    const first = await site.owners.passkeys();
    expect(await keep('102', 'E'.repeat(64))).toMatchObject({ code: 'ACCESS_BAD' });
    expect(await keep('101', 'E'.repeat(64))).toMatchObject({ code: 'ACCESS_BAD' });
    expect(await site.owners.passkeys()).toEqual(first);
  });

  it('is not kept when the keys in its slot were changed while it was made', async () => {
    const owner = await ownerAt(site, '101');
    await taking('C'.repeat(32));
    const before = await keptOwner(site, '101');
    const asked = await site.access.passkeys.askToMake(before, place);
    if (asked instanceof Failure) throw asked;
    expect(await site.access.keys.rotate(before, await rotationOf(owner, []))).toBeNull();

    const words = { ticket: asked.ticket, response: {}, slot: 'D'.repeat(64), present: before.recipient };
    expect(await site.access.passkeys.keep(await keptOwner(site, '101'), words, place)).toMatchObject({
      code: 'ACCESS_KEY_CHANGED',
    });
    expect(await site.owners.passkeys()).toMatchObject({ value: [] });
  });

  it('that is removed while it is shown lets nobody in and stays removed', async () => {
    await ownerAt(site, '101');
    const { credential } = await putPasskey(site, '101');
    const shown = async () => {
      const { ticket } = await site.access.passkeys.askToShow(place);
      return await site.access.passkeys.show(ticket, {}, place, () => null);
    };
    await taking(credential);
    expect(await shown()).toMatchObject({ owner: { box: '101' } });
    expect(await site.owners.passkeys()).toMatchObject({ value: [{ credential, counter: 7 }] });

    await taking(credential, () => site.owners.removePasskeys('101' as Mailbox));
    expect(await shown()).toMatchObject({ code: 'ACCESS_REFUSED' });
    expect(await site.owners.passkeys()).toMatchObject({ value: [] });
  });
});
