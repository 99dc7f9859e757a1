import type { Lab } from '../../../src/lab/lab.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import type { Edits } from './hand-edits.ts';
import type { ObservedRow } from './observed-rows.ts';

/** A row of the catalogue that no SIP message of a trunk can show: what tells is another wire, and the product names the setting. */
export interface BesideRow {
  readonly row: ObservedRow;
  /** What somebody did, in words. */
  readonly made: string;
  /** Why neither the live check nor a probe can see it. */
  readonly why: string;
  readonly edits: (lab: Lab) => Edits | Promise<Edits>;
  /** What is read only when Asterisk starts. */
  readonly restart?: true;
  /** What a listener of ours at the far end reads, whatever it is. */
  readonly heard: (under: LabUnderTest) => Promise<readonly string[]>;
  /** What of it tells of the agency. */
  readonly tells: RegExp;
  /** The findings of the audit that name it. */
  readonly audit: readonly string[];
}
