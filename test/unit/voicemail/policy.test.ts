import { describe, expect, it } from 'vitest';
import { type BoxFacts, lacksOf, type Presence, routeOf } from '../../../src/voicemail/policy.ts';

const BOTH = [true, false] as const;
const PRESENCES: readonly Presence[] = ['absent', 'present', 'unknown'];
const KEYS = [0, 1, 2] as const;

/** Every mailbox there can be, as far as the rule can tell them apart. */
function* everyBox(): Generator<BoxFacts> {
  for (const declared of ['ordinary', 'secured'] as const)
    for (const readerKeys of KEYS)
      for (const recoveryKey of BOTH)
        for (const ownerEnrolled of BOTH)
          for (const strongLogin of BOTH)
            for (const autoLock of BOTH)
              for (const mail of PRESENCES)
                for (const textMessage of PRESENCES)
                  for (const attachment of PRESENCES)
                    for (const transcriptWanted of BOTH)
                      yield {
                        declared,
                        readerKeys,
                        recoveryKey,
                        ownerEnrolled,
                        strongLogin,
                        autoLock,
                        mail,
                        textMessage,
                        attachment,
                        transcriptWanted,
                      };
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
  const boxes = [...everyBox()];

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
