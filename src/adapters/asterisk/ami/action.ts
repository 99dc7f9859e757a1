import { isWireSafe } from '../wire-text.ts';

/** The headers of an action beside `Action` and `ActionID`. */
export type AmiFields = Readonly<Record<string, string>>;

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,79}$/;
const RESERVED = new Set(['action', 'actionid']);

/**
 * The object asterisk-manager writes, always a fresh one (the library edits what it is given), or `null` when a name or a value could
 * forge a header: the library writes CR and LF as they are, in names and in values.
 */
export function buildAction(name: string, fields: AmiFields, id: string): Record<string, string> | null {
  if (!NAME.test(name) || !isWireSafe(id)) return null;
  const action: Record<string, string> = { action: name, actionid: id };
  for (const [header, value] of Object.entries(fields)) {
    if (!NAME.test(header) || RESERVED.has(header.toLowerCase()) || !isWireSafe(value)) return null;
    action[header] = value;
  }
  return action;
}
