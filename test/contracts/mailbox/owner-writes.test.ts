import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../../src/adapters/sqlite/connection.ts';
import { SqliteMailboxStore } from '../../../src/adapters/sqlite/mailbox-store.ts';
import { SqliteOwnerStore } from '../../../src/adapters/sqlite/owner-store.ts';
import { OWNERS } from '../../../src/adapters/sqlite/schema.ts';
import { checkedLog } from '../../../src/console/client/key-pins.ts';
import { Failure } from '../../../src/failure.ts';
import {
  changesNow,
  keptOwner,
  messageKeysOf,
  newPassphraseOf,
  opensBy,
  putPasskey,
  reprintOf,
  rotationOf,
  signedNow,
} from './owner-changes.ts';
import { ownerAt, Visitor } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

/** What is written until a daemon dies. */
interface Life {
  left: number;
  readonly died: Promise<'died'>;
  readonly die: (word: 'died') => void;
}

function lifeOf(left: number): Life {
  let die: Life['die'] = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  return { left, died, die };
}

/** `object`, whose methods of these names do nothing and never answer after so many calls: the process that called them has died. */
function mortal<T extends object>(life: Life, object: T, names: readonly (keyof T)[]): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (!names.some((each) => each === name)) return Reflect.apply(value, target, given);
        life.left -= 1;
        if (life.left >= 0) return Reflect.apply(value, target, given);
        life.die('died');
        return new Promise(() => undefined);
      };
    },
  });
}

/** Another life of the daemon, which ends after so many writes. */
async function liveFor(writes: number): Promise<Life> {
  const life = lifeOf(writes);
  await site.restart({
    owners: new SqliteOwnerStore(mortal(life, site.ownersDatabase, ['write']), () => site.clock.now()),
    mailboxes: new SqliteMailboxStore(mortal(life, site.voicemailDatabase, ['write'])),
    shelf: mortal(life, site.shelf, ['addKey', 'dropKey']),
  });
  return life;
}

/** The next life, on what the one before had written. */
async function startAnew(): Promise<void> {
  await site.ownersDatabase.flush(5_000);
  await site.voicemailDatabase.flush(5_000);
  await site.restart();
}

/** The log is whole, agrees with the owners, and every mailbox knows of its owner. */
async function expectAgreement(): Promise<void> {
  const { present, problems } = await checkedLog(await changesNow(site), null);
  expect(problems).toEqual([]);
  const owners = await site.owners.owners();
  const boxes = await site.store.mailboxes();
  if (owners.outcome !== 'ok' || boxes.outcome !== 'ok') throw new Error('not readable');
  const inForce = [...present.values()].map(({ box, recipient, signing }) => ({ box, recipient, signing }));
  inForce.sort((a, b) => a.box.localeCompare(b.box));
  expect(owners.value.map(({ box, recipient, signing }) => ({ box, recipient, signing }))).toEqual(inForce);
  for (const { box, recipient } of owners.value) {
    const known = boxes.value.find((each) => each.box === box);
    expect(known?.ownerEnrolled).toBe(true);
    expect(known?.readers.map((each) => each.recipient)).toContain(recipient);
  }
}

describe('a change of a key that a crash cuts off', () => {
  it('while an owner enrols leaves an owner and their link, or neither', async () => {
    for (let writes = 0; ; writes += 1) {
      const visitor = new Visitor(site);
      const code = await site.invite('101', `CODE${writes}`.padEnd(16, 'A'));
      const life = await liveFor(writes);
      const body = await visitor.enrolment(code);
      const ended = await Promise.race([site.access.enrolment.end(body), life.died]);
      await startAnew();
      await expectAgreement();
      const owners = await site.owners.owners();
      if (owners.outcome === 'ok' && owners.value.length > 0) {
        expect(writes).toBeGreaterThan(0);
        expect((await visitor.login()).status).toBe(200);
        // Nothing of the mailbox was written: the second death came after the owner.
        if (ended === 'died') break;
      }
      expect(ended).toBe('died');
    }
  });

  it('while an owner rotates leaves a log that fits their keys, and the next rotation', async () => {
    const owner = await ownerAt(site, '101');
    await ownerAt(site, '102');
    const id = await site.message('101');
    const outcomes: unknown[] = [];
    for (let writes = 0; outcomes.at(-1) !== null; writes += 1) {
      const life = await liveFor(writes);
      const rotation = await rotationOf(owner, [id]);
      outcomes.push(await Promise.race([site.access.keys.rotate(await keptOwner(site, '101'), rotation), life.died]));
      await startAnew();
      await expectAgreement();
      const { previous, reader, recipient } = await keptOwner(site, '101');
      if (recipient === rotation.recipient) owner.keys = rotation.next;
      expect(recipient).toBe(owner.secretKeys.recipient);
      const holders = await site.shelf.holders(id);
      expect(
        [reader, previous].some((each) => each !== null && !(holders instanceof Failure) && holders.includes(each)),
      ).toBe(true);
    }
    expect(outcomes.length).toBeGreaterThan(4);
    expect(outcomes.slice(0, -1).every((each) => each === 'died')).toBe(true);
  });

  it('while a recovery key is printed anew leaves each message to one paper, and the log says which', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const outcomes: unknown[] = [];
    let paper = owner.recovery;
    for (let writes = 0; outcomes.at(-1) !== null; writes += 1) {
      await owner.login();
      const printed = await reprintOf(owner, await messageKeysOf(owner, [id]));
      const life = await liveFor(writes);
      outcomes.push(await Promise.race([site.access.keys.rotate(await keptOwner(site, '101'), printed), life.died]));
      await startAnew();
      await expectAgreement();
      const { recovery } = await keptOwner(site, '101');
      const before = paper;
      if (recovery === printed.reprint.recovery) {
        owner.keys = printed.next;
        paper = printed.recoveryKey;
        expect(await opensBy(site, before, '101', id)).toBe(false);
      }
      expect(recovery).toBe(owner.secretKeys.agreed.recovery);
      expect(await opensBy(site, paper, '101', id)).toBe(true);
    }
    expect(outcomes.length).toBeGreaterThan(6);
    expect(outcomes.slice(0, -1).every((each) => each === 'died')).toBe(true);
  });

  it('while an owner leaves leaves an owner who can go on leaving', async () => {
    const owner = await ownerAt(site, '101');
    await ownerAt(site, '102');
    const id = await site.message('101');
    const outcomes: unknown[] = [];
    for (let writes = 0; outcomes.at(-1) !== null; writes += 1) {
      const life = await liveFor(writes);
      const signed = await signedNow(owner, 'left');
      outcomes.push(await Promise.race([site.access.keys.leave(await keptOwner(site, '101'), signed), life.died]));
      await startAnew();
      await expectAgreement();
    }
    expect(outcomes.length).toBeGreaterThan(3);
    expect(await site.shelf.holders(id)).toEqual(['recovery']);
    expect(await site.owners.owners()).toMatchObject({ value: [{ box: '102' }] });
    await ownerAt(site, '101');
    await expectAgreement();
  });

  it('is written whole or not at all by a database that takes it only later', async () => {
    const [first, second] = [await ownerAt(site, '101'), await ownerAt(site, '102')];
    const [one, two] = [await rotationOf(first, []), await rotationOf(second, [])];
    const lock = await Connection.open(join(site.directory, OWNERS.file), 'write');
    await lock.run('BEGIN IMMEDIATE');
    const answers = [
      await site.access.keys.rotate(await keptOwner(site, '101'), one),
      // Its link follows the same one as that which waits.
      await site.access.keys.rotate(await keptOwner(site, '102'), two),
    ];
    await lock.run('COMMIT');
    await lock.close();

    expect(answers).toMatchObject([{ code: 'ACCESS_NOT_NOW' }, { code: 'ACCESS_NOT_NOW' }]);
    expect(await site.ownersDatabase.flush(5_000)).toBe(true);
    expect((await keptOwner(site, '101')).recipient).toBe(one.recipient);
    expect((await keptOwner(site, '102')).recipient).toBe(second.secretKeys.recipient);
    await site.restart();
    await expectAgreement();
  });

  it('takes the passkeys of the keys before with it, and those of no other mailbox', async () => {
    const owner = await ownerAt(site, '101');
    await ownerAt(site, '102');
    for (const box of ['101', '102']) await putPasskey(site, box);
    const rotation = await rotationOf(owner, []);

    expect(await site.access.keys.rotate(await keptOwner(site, '101'), rotation)).toBeNull();

    expect(await site.owners.passkeys()).toMatchObject({ value: [{ box: '102' }] });
    expect((await keptOwner(site, '101')).recipient).toBe(rotation.recipient);
  });
});

describe('a recovery', () => {
  it('ends every session and takes every passkey of that mailbox: the telephone may be in other hands', async () => {
    const [owner, other] = [await ownerAt(site, '101'), await ownerAt(site, '102')];
    for (const box of ['101', '102']) await putPasskey(site, box);
    const back = new Visitor(site);
    const body = await back.enrolment(await site.invite('101', 'BACKAGAINBACKAGAIN'), owner.secretKeys);
    expect((await owner.get('box')).status).toBe(200);

    expect((await back.post('enrol/end', body)).status).toBe(200);

    expect((await owner.get('box')).json.code).toBe('ACCESS_NO_SESSION');
    expect((await other.get('box')).status).toBe(200);
    expect(await site.owners.passkeys()).toMatchObject({ value: [{ box: '102' }] });
    expect((await back.login()).status).toBe(200);
    await expectAgreement();
  });
});

describe('changes of one owner at the same moment', () => {
  it('keep a new passphrase from being taken back by a rotation that was sealed with the old one', async () => {
    const owner = await ownerAt(site, '101');
    const kept = await keptOwner(site, '101');
    const [passphrase, rotation] = [await newPassphraseOf(owner), await rotationOf(owner, [])];
    const answers = [site.access.keys.newPassphrase(kept, passphrase), site.access.keys.rotate(kept, rotation)];

    expect(await Promise.all(answers)).toMatchObject([null, { code: 'ACCESS_CHANGED' }]);
    expect(await keptOwner(site, '101')).toMatchObject({ recipient: kept.recipient, salt: passphrase.salt });
    await expectAgreement();
  });

  it('keep a rotation from being taken back by a new passphrase for the keys before', async () => {
    const owner = await ownerAt(site, '101');
    const kept = await keptOwner(site, '101');
    const [passphrase, rotation] = [await newPassphraseOf(owner), await rotationOf(owner, [])];
    const answers = [site.access.keys.rotate(kept, rotation), site.access.keys.newPassphrase(kept, passphrase)];

    expect(await Promise.all(answers)).toMatchObject([null, { code: 'ACCESS_KEY_CHANGED' }]);
    const { passphraseSlot, recipient } = rotation;
    expect(await keptOwner(site, '101')).toMatchObject({ recipient, passphraseSlot, salt: kept.salt });
    await expectAgreement();
  });

  it('keep a setting from undoing a rotation or a passphrase', async () => {
    const owner = await ownerAt(site, '101');
    const kept = await keptOwner(site, '101');
    const rotation = await rotationOf(owner, []);
    const settings = { lockSeconds: 60, transcriptWanted: true };
    const answers = [site.access.keys.rotate(kept, rotation), site.access.settings(kept, settings)];

    expect(await Promise.all(answers)).toEqual([null, null]);
    expect(await keptOwner(site, '101')).toMatchObject({ recipient: rotation.recipient, lockSeconds: 60 });
    await expectAgreement();
    owner.keys = rotation.next;
    const passphrase = await newPassphraseOf(owner);
    const present = await keptOwner(site, '101');
    expect(await site.access.keys.newPassphrase(present, passphrase)).toBeNull();
    expect(await site.access.settings(present, { ...settings, lockSeconds: 90 })).toBeNull();
    expect(await keptOwner(site, '101')).toMatchObject({ salt: passphrase.salt, lockSeconds: 90 });
  });

  it('keep a setting from bringing back an owner who has left', async () => {
    const owner = await ownerAt(site, '101');
    const kept = await keptOwner(site, '101');
    const signed = await signedNow(owner, 'left');
    const settings = { lockSeconds: 60, transcriptWanted: true };
    const answers = [site.access.keys.leave(kept, signed), site.access.settings(kept, settings)];

    expect(await Promise.all(answers)).toMatchObject([null, { code: 'ACCESS_NO_SESSION' }]);
    expect(await site.owners.owners()).toMatchObject({ value: [] });
    expect(await site.store.mailboxes()).toMatchObject({ value: [{ ownerEnrolled: false, transcriptWanted: false }] });
  });
});
