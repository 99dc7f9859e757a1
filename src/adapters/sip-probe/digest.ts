import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function parameter(challenge: string, name: string): string {
  return new RegExp(`${name}="?([^",]+)"?`, 'i').exec(challenge)?.[1] ?? '';
}

/** The answer to a Digest challenge (RFC 2617 as PJSIP speaks it: MD5, with or without qop=auth). */
export function digestAnswer(
  challenge: string,
  method: string,
  uri: string,
  { username, password }: Credentials,
): string {
  const [realm, nonce, opaque] = ['realm', 'nonce', 'opaque'].map((name) => parameter(challenge, name));
  const first = md5(`${username}:${realm}:${password}`);
  const second = md5(`${method}:${uri}`);
  const said = [`username="${username}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, 'algorithm=MD5'];
  if (opaque !== '') said.push(`opaque="${opaque}"`);
  if (!/qop="?[^"]*auth/.test(challenge))
    return `Digest ${[...said, `response="${md5(`${first}:${nonce}:${second}`)}"`].join(', ')}`;
  const cnonce = randomBytes(8).toString('hex');
  const response = md5(`${first}:${nonce}:00000001:${cnonce}:auth:${second}`);
  return `Digest ${[...said, 'qop=auth', 'nc=00000001', `cnonce="${cnonce}"`, `response="${response}"`].join(', ')}`;
}
