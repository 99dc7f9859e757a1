import { identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { bytesOfText, textOfBytes, utf8 } from '../../../../src/console/client/bytes.ts';
import { newRecoveryKey, openedPaper, paperOf, paperSlot } from '../../../../src/console/client/paper.ts';
import { keysText, newSecretKeys, sealedTo, unsealed } from '../../../../src/console/client/secret-keys.ts';

async function owner() {
  const recoveryKey = await newRecoveryKey();
  const keys = await newSecretKeys({ ...(await paperOf(recoveryKey)), escrow: null });
  return { recoveryKey, keys, slot: await paperSlot(keys, '101') };
}

describe('a paper slot', () => {
  it('gives the keys to its recovery key, and to no other', async () => {
    const { keys, recoveryKey, slot } = await owner();

    expect(await openedPaper(slot, recoveryKey, '101')).toEqual({ outcome: 'own', keys });
    expect(await openedPaper(slot, await newRecoveryKey(), '101')).toEqual({ outcome: 'closed' });
    expect(await openedPaper(slot, 'AGE-SECRET-KEY-1WRONG', '101')).toEqual({ outcome: 'closed' });
  });

  it('with keys that somebody else has sealed to it gives none, and neither does one of another mailbox', async () => {
    const [{ keys, recoveryKey, slot }, thief] = [await owner(), await owner()];
    const { recovery } = keys.agreed;
    const sealed = async (text: string) => textOfBytes(await sealedTo(recovery, utf8(text)));
    const agreed = { ...thief.keys.agreed, recovery };
    const { mark } = await paperOf(thief.recoveryKey);
    const foreign = [
      await paperSlot({ ...thief.keys, agreed }, '101'),
      await paperSlot({ ...thief.keys, agreed: { ...agreed, mark } }, '101'),
      await sealed(`${keysText(thief.keys)}\n${'A'.repeat(43)}`),
      await sealed(`${keysText(thief.keys)}\n`),
      // The mark of other keys, which the server can have copied nowhere: it is sealed.
      await sealed(`${keysText(thief.keys)}\n${(await clear(slot, recoveryKey)).split('\n')[1]}`),
      await sealed(keysText(keys)),
    ];

    for (const each of foreign) expect(await openedPaper(each, recoveryKey, '101')).toEqual({ outcome: 'foreign' });
    expect(await openedPaper(slot, recoveryKey, '102')).toEqual({ outcome: 'foreign' });
  });

  it('that was sealed before there were marks still opens, and says so', async () => {
    const { keys, recoveryKey } = await owner();
    const { mark: _, ...agreed } = keys.agreed;
    const text = JSON.stringify({ ...keys, agreed });
    const slot = textOfBytes(await sealedTo(keys.agreed.recovery, utf8(text)));
    const unmarked = { ...keys, agreed: { ...keys.agreed, mark: null } };

    expect(await openedPaper(slot, recoveryKey, '101')).toEqual({ outcome: 'unmarked', keys: unmarked });
    // A key that was printed before marks none.
    expect(await openedPaper(await paperSlot(unmarked, '101'), recoveryKey, '101')).toMatchObject({
      outcome: 'unmarked',
    });
  });

  it('is marked with what is made from the recovery key and does not give it away', async () => {
    const recoveryKey = await newRecoveryKey();
    const { mark, recovery } = await paperOf(recoveryKey);

    expect(recovery).toBe(await identityToRecipient(recoveryKey));
    expect(bytesOfText(mark ?? '')).toHaveLength(32);
    expect(await paperOf(recoveryKey)).toEqual({ mark, recovery });
    expect((await paperOf(await newRecoveryKey())).mark).not.toBe(mark);
    expect(recoveryKey).not.toContain(mark);
  });
});

async function clear(slot: string, recoveryKey: string): Promise<string> {
  return Buffer.from((await unsealed(bytesOfText(slot), recoveryKey)) ?? '').toString();
}
