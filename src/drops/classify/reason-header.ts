/** One value of a Reason header. Its text is not kept: the far end writes it. */
export interface Reason {
  readonly protocol: 'q850' | 'sip' | 'other';
  /** Q.850 cause or SIP status; `null` where there is none or it is no number. */
  readonly cause: number | null;
  /** RFC 8606: where the release came from (`U` user, `LN` local network, `TN` transit …), upper case; `null` where it is not told. */
  readonly location: string | null;
}

/** The values of `location` (RFC 8606 §3). The far end writes it: any other word is not taken over. */
const LOCATIONS: ReadonlySet<string> = new Set(['U', 'LPN', 'LN', 'TN', 'RLN', 'RPN', 'INTL', 'BI']);
const LONGEST = 2_048;
const MOST_VALUES = 8;

/** Splits at `mark` outside quoted strings (RFC 3261 §25.1: a backslash inside quotes takes the next character as it is). */
function splitOutsideQuotes(text: string, mark: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '"') quoted = !quoted;
    if (quoted && letter === '\\') {
      part += letter + (text[at + 1] ?? '');
      at += 1;
    } else if (letter === mark && !quoted) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part];
}

function protocolOf(word: string): Reason['protocol'] {
  const lower = word.trim().toLowerCase();
  if (lower === 'q.850') return 'q850';
  return lower === 'sip' ? 'sip' : 'other';
}

function reasonOf(text: string): Reason {
  const [protocol = '', ...parameters] = splitOutsideQuotes(text, ';');
  const named = new Map<string, string>();
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, equals < 0 ? undefined : equals).trim();
    const value = equals < 0 ? '' : parameter.slice(equals + 1).trim();
    // The first of two alike counts.
    if (!named.has(name.toLowerCase())) named.set(name.toLowerCase(), value);
  }
  const cause = named.get('cause') ?? '';
  const location = (named.get('location') ?? '').toUpperCase();
  return {
    protocol: protocolOf(protocol),
    cause: /^\d{1,3}$/.test(cause) ? Number(cause) : null,
    location: LOCATIONS.has(location) ? location : null,
  };
}

/**
 * Reads raw Reason headers (RFC 3326 §2; several joined by commas), with parameters in any order: Asterisk's own reader (`res_pjsip_rfc3326.c`)
 * looks at the first twenty bytes and never at `location`. Total: what cannot be read becomes a value that says nothing.
 */
export function readReasons(raw: string): readonly Reason[] {
  return splitOutsideQuotes(raw.slice(0, LONGEST), ',')
    .filter((text) => text.trim() !== '')
    .slice(0, MOST_VALUES)
    .map(reasonOf);
}
