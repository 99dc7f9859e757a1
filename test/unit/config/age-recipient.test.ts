import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { isAgeRecipient } from '../../../src/config/age-recipient.ts';

it('takes every key that age makes, and none with a character exchanged, left out or added', async () => {
  for (let nth = 0; nth < 20; nth += 1) {
    const key = await identityToRecipient(await generateX25519Identity());
    expect(isAgeRecipient(key)).toBe(true);
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'q' ? 'p' : 'q';
      expect(isAgeRecipient(`${key.slice(0, at)}${other}${key.slice(at + 1)}`), `${at}`).toBe(false);
      expect(isAgeRecipient(`${key.slice(0, at)}${key.slice(at + 1)}`), `${at}`).toBe(false);
    }
    expect(isAgeRecipient(`${key}q`)).toBe(false);
    expect(isAgeRecipient(key.toUpperCase())).toBe(false);
  }
});
