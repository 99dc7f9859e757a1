import { inBothForms } from './both-forms.ts';
import { LATER_ROWS } from './later-rows.ts';
import type { ObservedRow } from './observed-rows.ts';
import { OUTBOUND_ROWS } from './outbound-rows.ts';

/**
 * Below 22.10.0 the constant headers come from the pre-dial handler, and PJSIP has fewer options. Rows in which that could make a difference, and
 * whose edits do not take away what only the newer files have.
 */
const ALIKE: readonly ObservedRow[] = ['A12', 'B2', 'B3', 'C1', 'C5', 'C14', 'E9'];

inBothForms(
  'leaks of release 16',
  [...OUTBOUND_ROWS, ...LATER_ROWS].filter(({ row }) => ALIKE.includes(row)),
  '16',
);
