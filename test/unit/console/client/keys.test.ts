import { describe, expect, it } from 'vitest';
import { fingerprintWords } from '../../../../src/call/fingerprint.ts';
import { type KeyChange, NO_LINK } from '../../../../src/call/key-change.ts';
import { type Mailbox, mailboxOf } from '../../../../src/call/mailbox.ts';
import { factsOf } from '../../../../src/console/client/facts.ts';
import { checkedLog, standingOf } from '../../../../src/console/client/key-pins.ts';
import { suggestedPassphrase, weaknessOf } from '../../../../src/console/client/passphrase.ts';
import { fingerprintOf, newSecretKeys, type SecretKeys, signed } from '../../../../src/console/client/secret-keys.ts';
import { factsText } from '../../../../src/voicemail/facts.ts';

/** What an owner saw when they enrolled. */
const AGREED = { recovery: 'age1printed', mark: null, escrow: null };
const DAY = 20_000 * 86_400_000;

async function link(
  log: readonly KeyChange[],
  box: string,
  kind: KeyChange['kind'],
  keys: SecretKeys,
  by = keys,
  printed = kind === 'enrolled' || kind === 'reprinted' ? keys.agreed.recovery : null,
): Promise<readonly KeyChange[]> {
  const { head: before } = await checkedLog(log, null);
  const { recipient, signing } = keys;
  return [
    ...log,
    await signed({ box: box as Mailbox, kind, recipient, signing, recovery: printed, day: DAY, before }, by),
  ];
}

describe('the log of keys, as a browser checks it', () => {
  it('holds when every change is signed by the key before and names the link before', async () => {
    const [first, second, other] = [
      await newSecretKeys(AGREED),
      await newSecretKeys(AGREED),
      await newSecretKeys(AGREED),
    ];
    let log = await link([], '101', 'enrolled', first);
    log = await link(log, '102', 'enrolled', other);
    const { head } = await checkedLog(log, null);
    log = await link(log, '101', 'rotated', second, first);
    log = await link(log, '102', 'left', other);

    const checked = await checkedLog(log, head);
    expect(checked.problems).toEqual([]);
    expect([...checked.present.keys()]).toEqual(['101']);
    expect(checked.present.get('101')?.recipient).toBe(second.recipient);
  });

  it('does not hold when a key was exchanged, a link was taken out, changed or moved, or the log was taken back', async () => {
    const [first, thief] = [await newSecretKeys(AGREED), await newSecretKeys(AGREED)];
    const log = await link(await link([], '101', 'enrolled', first), '102', 'enrolled', await newSecretKeys(AGREED));
    const { head } = await checkedLog(log, null);
    const bad: readonly (readonly [what: string, log: readonly KeyChange[], seen: string | null])[] = [
      ['given another key without a word of the owner', await link(log, '101', 'enrolled', thief), null],
      ['rotated by somebody else', await link(log, '101', 'rotated', thief), null],
      ['recovered to another key', await link(log, '101', 'recovered', thief, first), null],
      [
        'rotated, with another recovery key by the way',
        await link(log, '101', 'rotated', first, first, 'age1other'),
        null,
      ],
      ['a link taken out', log.slice(1), null],
      ['the last link taken back', log.slice(0, 1), head],
      ['a link changed', log.map((each, at) => (at === 0 ? { ...each, day: DAY + 86_400_000 } : each)), null],
      ['links in another order', [...log].reverse(), null],
      ['all of it gone', [], head],
    ];

    for (const [what, changes, seen] of bad) expect((await checkedLog(changes, seen)).problems, what).not.toEqual([]);
    expect((await checkedLog([], null)).head).toBe(NO_LINK);
  });

  it('says how the key of a colleague stands with what this browser knows', async () => {
    const [keys, next] = [await newSecretKeys(AGREED), await newSecretKeys(AGREED)];
    const log = await checkedLog(await link([], '102', 'enrolled', keys), null);
    const colleague = { mailbox: '102', recipient: keys.recipient, signing: keys.signing };
    const fingerprint = await fingerprintOf(keys);
    const standing = async (known: Readonly<Record<string, string>>, of = colleague) =>
      (await standingOf(of, log, { head: null, known })).standing;

    expect(await standing({})).toBe('new');
    expect(await standing({ 102: fingerprint })).toBe('known');
    expect(await standing({ 102: await fingerprintOf(next) })).toBe('changed');
    const swapped = { ...colleague, recipient: next.recipient };
    expect(await standing({ 102: fingerprint }, swapped)).toBe('not-in-log');
  });
});

describe('a passphrase', () => {
  it.each([
    ['fifteen letters', 'x'.repeat(3) + 'abcdefghijkl'],
    ['one character again and again', 'a'.repeat(40)],
    ['a word again and again', 'password password password'],
    ['digits only', '2719 3648 5901 7264'],
    ['little but the number of the mailbox', '10151015 abcdefg 1015'],
  ])('is refused when it is %s, and why is said', (_, text) => {
    expect(weaknessOf(text, '1015')).toMatch(/^It /);
  });

  it('of some words will do, and so will one that is suggested', () => {
    expect(weaknessOf('tall kettles and a borrowed river', '101')).toBeNull();
    for (let nth = 0; nth < 200; nth += 1) expect(weaknessOf(suggestedPassphrase(), '101')).toBeNull();
    expect(suggestedPassphrase()).not.toBe(suggestedPassphrase());
  });
});

describe('six words', () => {
  it('stand for 96 bits: each bit changes them', () => {
    const zero = new Uint8Array(12);
    const words = new Set([fingerprintWords(zero)]);
    for (let bit = 0; bit < 96; bit += 1)
      words.add(fingerprintWords(zero.map((_, at) => (at === bit >> 3 ? 1 << (bit & 7) : 0))));

    expect(words.size).toBe(97);
    expect(
      [...words].every((each) =>
        /^([bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz] ?){6}$/.test(each),
      ),
    ).toBe(true);
  });
});

describe('facts of a message', () => {
  const plain = {
    box: mailboxOf('101') as Mailbox,
    at: Date.UTC(2026, 10, 5, 10),
    seconds: 7.5,
    cutOff: false,
    speech: null,
    transcript: null,
    without: null,
  };

  it('are read as they were written when the message was sealed', () => {
    const segments = [
      { from: 1, to: 2.5, text: 'hello', confidence: 0.9 },
      { from: 3, to: 4, text: 'again', confidence: null },
    ];
    const made = { engine: 'sherpa', model: 'small', sha256: 's', segments } as const;
    const speech = { stretches: [{ from: 1, to: 4 }] };

    expect(factsOf(factsText(plain))).toEqual({
      recorded: '2026-11-05T10:00:00.000Z',
      seconds: 7.5,
      cutOff: false,
      speech: null,
      transcript: null,
      noTranscript: null,
    });
    const heard = { ...plain, speech, transcript: { transcript: made, leftOut: 2 } };
    expect(factsOf(factsText(heard))).toMatchObject({
      speech: [{ from: 1, to: 4 }],
      transcript: { madeBy: 'sherpa, small', segments, leftOut: 2, whole: true },
    });
    expect(factsOf(factsText({ ...plain, speech: { stretches: [] }, without: 'no-speech' }))).toMatchObject({
      speech: [],
      noTranscript: 'no-speech',
    });
  });

  it('are read with what a later version adds, and nothing else is taken for facts', () => {
    const later = { recorded: '2026-11-05T10:00:00.000Z', seconds: 1, mood: 'calm', no_transcript: 'shy', speech: 7 };
    expect(factsOf(JSON.stringify(later))).toMatchObject({ seconds: 1, speech: null, noTranscript: null });
    expect(() => factsOf('{}')).toThrow();
  });
});
