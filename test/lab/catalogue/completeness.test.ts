import { describe, expect, test } from 'vitest';
import { BESIDE_ROWS } from './beside-rows.ts';
import { LATER_ROWS } from './later-rows.ts';
import { OBSERVED_ROWS } from './observed-rows.ts';
import { OUTBOUND_ROWS } from './outbound-rows.ts';
import { PROBED_ROWS } from './probed-rows.ts';

describe('the rows of the leak catalogue that were seen on a wire', () => {
  const entries = [...OUTBOUND_ROWS, ...LATER_ROWS, ...BESIDE_ROWS, ...PROBED_ROWS].map(({ row }) => row);

  test('[G1] have an entry each that makes them leak and shows that they are named', () => {
    expect(OBSERVED_ROWS.filter((row) => !entries.includes(row))).toEqual([]);
  });

  test('are shown once on each wire', () => {
    const wire = [...OUTBOUND_ROWS, ...LATER_ROWS, ...BESIDE_ROWS].map(({ row }) => row);
    expect(wire.filter((row, at) => wire.indexOf(row) !== at)).toEqual([]);
  });
});
