import { folded, waysToWrite, wordsIn } from '../call/spelling.ts';

/** A secret name or host with the place where it is written, as a problem line names it. */
export interface PlacedSecret {
  readonly text: string;
  readonly place: string;
}

/** A word that is looked for by itself because a secret contains it. */
export interface SecretPart {
  /** Folded: small letters without accents. */
  readonly word: string;
  /** Which part of which secret it is, without saying it: `word 1 of secrets.words[0]`. */
  readonly place: string;
}

/** Shorter words are found in everything; those that matter are listed by themselves. */
const FEWEST_LETTERS = 4;

/** What machines and networks are called everywhere: such a label names nobody. */
const ROLES = new Set(
  'asterisk corp example freepbx gateway home host internal intranet localdomain localhost mail network office phone phones private proxy router server switch trunk voip'.split(
    ' ',
  ),
);

function isRole(word: string): boolean {
  const name = folded(word).replace(/[0-9]+$/, '');
  return name === '' || ROLES.has(name);
}

function partsAt(place: string, written: readonly string[]): readonly SecretPart[] {
  const words = [...new Set(written.flatMap(waysToWrite).map(folded))];
  return words
    .filter((word) => word.replace(/[^\p{L}]/gu, '').length >= FEWEST_LETTERS)
    .map((word) => ({ word, place }));
}

/** The words of a name. `Women's` is looked for as `women` and `womens`, `O'Hara` as `ohara` and `hara`. */
function partsOfName({ text, place }: PlacedSecret): readonly SecretPart[] {
  const words = text.split(/[^\p{L}\p{M}\p{N}'’ʼ`]+/u).filter((word) => wordsIn(word).length > 0);
  const parts = words.flatMap((word, at) =>
    partsAt(`word ${at + 1} of ${place}`, [...wordsIn(word), ...wordsIn(word.replace(/['’ʼ`]/g, ''))]),
  );
  // A name of one word is looked for as a whole already.
  return parts.filter(({ word }) => word !== folded(text));
}

/**
 * The labels of a host name, as a whole and word by word: not the last, which the registry or the network chose, and not those that
 * say what a machine does. None for an address.
 */
function partsOfHost({ text, place }: PlacedSecret): readonly SecretPart[] {
  const host = text.replace(/:[0-9]+$/, '');
  if (host.includes(':')) return [];
  const all = host.split('.').filter((label) => label !== '');
  const labels = all.length > 1 ? all.slice(0, -1) : all;
  return labels.flatMap((label, at) => {
    const words = wordsIn(label).filter((word) => !isRole(word));
    return words.length === 0 ? [] : partsAt(`label ${at + 1} of ${place}`, [folded(label), ...words]);
  });
}

/**
 * The words that are looked for by themselves: those of at least four letters in a name of several words, and the labels of host
 * names with theirs. `common`: words that give nobody away and are only looked for as part of the whole, also with an s behind. Pure.
 */
export function secretParts(
  names: readonly PlacedSecret[],
  hosts: readonly PlacedSecret[],
  common: readonly string[],
): readonly SecretPart[] {
  const listed = common.flatMap((text) => [folded(text), ...partsOfName({ text, place: '' }).map(({ word }) => word)]);
  const spared = new Set(listed);
  const isSpared = (word: string): boolean => spared.has(word) || spared.has(word.replace(/s$/, ''));
  return [...names.flatMap(partsOfName), ...hosts.flatMap(partsOfHost)].filter(({ word }) => !isSpared(word));
}
