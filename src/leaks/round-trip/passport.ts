/** What of a PASSporT (RFC 8225) names a caller: `orig` and `div` (RFC 8946), and everything else but whom it is for, as text. */
export interface Passport {
  readonly callers: readonly string[];
  /** Numbers that diverted. */
  readonly diverted: readonly string[];
  /** Header and claims without `dest`, and the parameters behind: whatever may tell something. */
  readonly text: string;
}

function claimsIn(part: string): Record<string, unknown> | null {
  if (!/^[A-Za-z0-9_-]{2,}={0,2}$/.test(part)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** `tn` and `uri` of an identity claim, one or several (RFC 8225 §5.2.1). */
function identities(claim: unknown): readonly string[] {
  if (typeof claim !== 'object' || claim === null) return [];
  return Object.entries(claim).flatMap(([key, value]) => {
    if (key !== 'tn' && key !== 'uri') return [];
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    return all.map((each) => String(each).replace(/^(?:sips?|tel):([^@;]+).*$/i, '$1'));
  });
}

/** Reads an Identity header (RFC 8224 §4.1); `null`: its claims cannot be read, so nobody can say what it tells. The signature is not looked at. */
export function passportIn(value: string): Passport | null {
  const [token = '', ...parameters] = value.split(';');
  const [head = '', body = '', ...more] = token.trim().split('.');
  const header = claimsIn(head);
  const claims = claimsIn(body);
  if (header === null || claims === null || more.length !== 1) return null;
  const { dest: _, ...telling } = claims;
  return {
    callers: identities(claims['orig']),
    diverted: identities(claims['div']),
    text: [JSON.stringify(header), JSON.stringify(telling), parameters.join(';')].join('\n'),
  };
}
