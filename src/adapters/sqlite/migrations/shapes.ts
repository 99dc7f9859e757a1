/** Configured identifiers: a letter, then at most 31 of a-z 0-9 -, with at most four digits in all, so that no number fits. */
export const identifier = (column: string): string =>
  `(length(${column}) BETWEEN 1 AND 32 AND ${column} GLOB '[a-z]*' AND ${column} NOT GLOB '*[^a-z0-9-]*'
    AND ${column} NOT GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*')`;

const HEX = '[0-9a-f]';
export const UUID_4 = `${HEX.repeat(8)}-${HEX.repeat(4)}-4${HEX.repeat(3)}-[89ab]${HEX.repeat(3)}-${HEX.repeat(12)}`;

/** Epoch milliseconds from 2017 to 2099. */
export const TIME = 'BETWEEN 1483228800000 AND 4102444799999';
