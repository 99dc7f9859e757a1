const YES = new Set(['yes', 'true', 'on', '1']);
const NO = new Set(['no', 'false', 'off']);

/** One spelling of each value: Asterisk prints a switch as yes, true, on or Yes, by option and release. */
export function plainValue(value: string): string {
  const small = value.trim().toLowerCase();
  if (YES.has(small)) return 'yes';
  if (NO.has(small)) return 'no';
  // Asterisk prints some numbers with six decimals.
  return /^[0-9]+\.0+$/.test(small) ? small.replace(/\.0+$/, '') : value.trim();
}

/** Whether a switch is on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && plainValue(value) === 'yes';
}
