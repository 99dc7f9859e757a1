import { nameAddress } from '../judge/name-address.ts';

/** Whom one value of a header names. */
export interface Party {
  /** As it is displayed; empty when there is none. */
  readonly display: string;
  /** User part or number, escapes undone; empty when there is none. */
  readonly user: string;
  readonly host: string;
  /** `name` or `name=value` in small letters: the URI's own and the header's. */
  readonly parameters: readonly string[];
}

/** A tel URI (RFC 3966 §3) with or without a name before it, which `nameAddress` does not read. */
const TEL = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<?\s*tel:([^;<>\s]+)((?:;[^<>]*)?)>?(.*)$/is;

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Bytes read one by one, taken as UTF-8 where they are. */
function asText(latin: string): string {
  const text = Buffer.from(latin, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? latin : text;
}

function small(parameters: readonly string[]): readonly string[] {
  return parameters.map((each) => each.trim().toLowerCase()).filter((each) => each !== '');
}

/** Reads one value of From, P-Asserted-Identity and their like, Latin-1; `null` when it names nobody in a form that is known. */
export function partyIn(value: string): Party | null {
  const read = nameAddress(value);
  if (read !== null) {
    const [user = ''] = read.uri.user.split(/[;:]/);
    const parameters = [...read.uri.user.split(';').slice(1), ...read.uri.parameters, ...read.parameters];
    return {
      display: asText(read.display ?? '').trim(),
      user: asText(unescaped(user)),
      host: read.uri.host,
      parameters: small(parameters),
    };
  }
  const [, quoted, plain = '', number = '', own = '', behind = ''] = TEL.exec(value) ?? [];
  if (number === '') return null;
  const display = asText((quoted?.replace(/\\(.)/gs, '$1') ?? plain).trim());
  return { display, user: unescaped(number), host: '', parameters: small(`${own};${behind}`.split(';')) };
}

/** A value without the parameters that chance makes. */
export function withoutTag(value: string): string {
  return value.replace(/;\s*(?:tag|branch)=[^;,<>"]*/gi, '');
}
