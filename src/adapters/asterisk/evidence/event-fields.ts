/** One event as it was read: named fields of unknown kind. */
export type Fields = Readonly<Record<string, unknown>>;

const LONGEST = 4_096;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a field; `null` where it is missing, empty or no text. */
export function text(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : null;
}

/** A whole number from 0 on, written as one or as digits; `null` otherwise. */
export function count(fields: Fields, name: string): number | null {
  const value = fields[name];
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** A finite number; `null` otherwise. */
export function amount(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The fields inside a field; none where it is no such thing. */
export function inner(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

/** The fields inside a text of JSON; none where it is none. */
export function innerText(fields: Fields, name: string): Fields {
  try {
    const value: unknown = JSON.parse(text(fields, name) ?? '{}');
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}
