/**
 * The rows of the leak catalogue (`leak-surface.md`) that its authors saw leak on the wire of a live Asterisk (Obs: Y), and so can be made to leak
 * again. Each has an entry in this folder that makes it leak by hand and shows that the product names it, and that the product's own files do
 * not leak under the same traffic. Rows known from source code or standards only are none of these.
 */
export const OBSERVED_ROWS = [
  ...['A1', 'A2', 'A3', 'A4', 'A6', 'A7', 'A8', 'A9', 'A10', 'A11', 'A12', 'A13', 'A15', 'A16'],
  ...['B1', 'B2', 'B3', 'B4', 'B6', 'B7'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C11', 'C14'],
  ...['D1', 'D2'],
  ...['E1', 'E3', 'E5', 'E7', 'E8', 'E9'],
  ...['F1', 'F2', 'F3'],
] as const;

export type ObservedRow = (typeof OBSERVED_ROWS)[number];
