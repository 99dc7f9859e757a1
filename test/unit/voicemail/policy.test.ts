import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../src/call/mail-routes.ts';
import { type BoxFacts, lacksOf, routeOf } from '../../../src/voicemail/policy.ts';

const BOTH = [true, false] as const;
const PRESENCES: readonly Presence[] = ['absent', 'present', 'unknown'];
const VALUES: { readonly [Key in keyof BoxFacts]: readonly BoxFacts[Key][] } = {
  declared: ['ordinary', 'secured'],
  readerKeys: [0, 1, 2],
  recoveryKey: BOTH,
  ownerEnrolled: BOTH,
  strongLogin: BOTH,
  autoLock: BOTH,
  mail: PRESENCES,
  textMessage: PRESENCES,
  attachment: PRESENCES,
  transcriptWanted: BOTH,
};

/** Every mailbox there can be, as far as the rule can tell them apart. */
function everyBox(): readonly BoxFacts[] {
  const begun: readonly object[] = [{}];
  return Object.entries(VALUES).reduce(
    (boxes, [key, values]) => boxes.flatMap((box) => values.map((value) => ({ ...box, [key]: value }))),
    begun,
  ) as readonly BoxFacts[];
}

const SECURED: BoxFacts = {
  declared: 'secured',
  readerKeys: 1,
  recoveryKey: true,
  ownerEnrolled: true,
  strongLogin: true,
  autoLock: true,
  mail: 'absent',
  textMessage: 'absent',
  attachment: 'absent',
  transcriptWanted: true,
};

/** Said once more, in other words than the rule's: who may have a transcript. */
const mayHaveTranscript = (box: BoxFacts): boolean =>
  JSON.stringify({ ...box, readerKeys: Math.min(box.readerKeys, 1) }) === JSON.stringify(SECURED);

describe('the routing rule', () => {
  const boxes = everyBox();

  it('was held against every mailbox there can be', () => {
    expect(boxes).toHaveLength(2 * 3 * 2 ** 4 * 3 ** 3 * 2);
  });

  it('gives a transcript to a mailbox that is secured in every respect and whose owner asked for it, and to no other of all', () => {
    const given = boxes.filter((box) => {
      const route = routeOf(box);
      return route.kind === 'sealed' && route.transcript;
    });

    expect(given).toEqual(boxes.filter(mayHaveTranscript));
    expect(given).toHaveLength(2);
  });

  it('seals every message of a mailbox declared secured for which there are keys, whatever else it lacks', () => {
    for (const box of boxes) {
      const sealable = box.declared === 'secured' && box.readerKeys > 0 && box.recoveryKey;
      expect(routeOf(box).kind === 'sealed').toBe(sealable);
    }
  });

  it('takes no message of a mailbox declared secured without keys, and never leaves it to the ordinary voicemail', () => {
    for (const box of boxes.filter(({ declared }) => declared === 'secured'))
      expect(routeOf(box).kind).toBe(box.readerKeys > 0 && box.recoveryKey ? 'sealed' : 'refused');
  });

  it('leaves every other mailbox to the ordinary voicemail and says nothing of it', () => {
    for (const box of boxes.filter(({ declared }) => declared === 'ordinary'))
      expect(routeOf(box)).toEqual({ kind: 'ordinary' });
  });

  it('counts a route by which a message could leave as there while nobody knows that it is not', () => {
    expect(lacksOf({ ...SECURED, mail: 'unknown', attachment: 'unknown' })).toEqual(['mail-route', 'attachment-route']);
  });
});
