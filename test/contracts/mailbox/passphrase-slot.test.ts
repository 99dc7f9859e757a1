import { describe, expect, it } from 'vitest';
import { newSecretKeys } from '../../../src/console/client/secret-keys.ts';
import { fromPassphrase, newSalt, openedSlot, sealedSlot } from '../../../src/console/client/slots.ts';

/** What an owner saw when they enrolled. */
const AGREED = { recovery: 'age1printed', mark: null, escrow: null };

// Costs a second each time, on purpose: a guess is to cost as much.
describe('a passphrase', () => {
  it('opens the slot that was sealed with it, and no other passphrase, salt or mailbox does', async () => {
    const keys = await newSecretKeys(AGREED);
    const salt = newSalt();
    const { key, proof } = await fromPassphrase('tall kettles and a borrowed río', salt);
    const slot = await sealedSlot(keys, key, '101');
    // The same letters as another keyboard composes them, and with blanks around.
    const same = await fromPassphrase(' tall kettles and a borrowed ri\u0301o ', salt);
    const wrong = await fromPassphrase('tall kettles and a borrowed rio', salt);
    const salted = await fromPassphrase('tall kettles and a borrowed río', newSalt());

    expect(await openedSlot(slot, same.key, '101')).toEqual(keys);
    expect(same.proof).toBe(proof);
    expect(await openedSlot(slot, wrong.key, '101')).toBeNull();
    expect(await openedSlot(slot, salted.key, '101')).toBeNull();
    expect(await openedSlot(slot, key, '102')).toBeNull();
    expect(Buffer.from(slot, 'base64url').toString('latin1')).not.toContain('AGE-SECRET-KEY');
  });
});
