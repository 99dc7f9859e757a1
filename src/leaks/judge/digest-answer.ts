import { asItMust, notAsItMust, type Opinion, together } from './finding.ts';
import { valuesIn } from './name-address.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';

export const DIGEST_HEADERS: ReadonlySet<string> = new Set(['Authorization', 'Proxy-Authorization']);

const PARAMETER = /^([a-z]{1,16})=(?:"([^"\\]{0,512})"|([A-Za-z0-9-]{1,64}))$/i;
/** RFC 7616 §3.4. What the carrier gave comes back to it; what is ours is counted or made from chance. */
const GIVEN_BACK = new Set(['realm', 'nonce', 'opaque', 'algorithm', 'qop', 'uri']);
const MADE = new Map([
  ['response', /^[0-9a-f]{32,128}$/],
  ['cnonce', /^[0-9A-Za-z-]{8,64}$/],
  ['nc', /^[0-9a-f]{8}$/],
]);

function parameterOpinion(place: string, text: string, account: string | null): Opinion {
  const read = PARAMETER.exec(text);
  const name = (read?.[1] ?? '').toLowerCase();
  const value = read?.[2] ?? read?.[3] ?? '';
  if (name === 'username')
    return value === account && account !== null ? asItMust(place, value) : notAsItMust('digest-account', place, text);
  // The address in `uri` is the Request-URI, which is judged where it stands.
  const reading = name === 'uri' ? 'dialled' : 'fact';
  if (GIVEN_BACK.has(name)) return { findings: [], pieces: [{ place, text: value, reading, origin: 'echo' }] };
  return MADE.get(name)?.test(value) ? asItMust(place, value) : notAsItMust('not-allowed', place, text);
}

/** Answers to challenges (RFC 7616): the account's name, what the carrier gave, and what is made from it and chance. */
export function digestAnswers(sent: SentMessage): Opinion {
  const { message, expected } = sent;
  const may = message.kind === 'request' && sent.method !== 'CANCEL';
  return together(
    [...DIGEST_HEADERS].flatMap((place) =>
      valuesOf(message, place).map((value) => {
        const parameters = /^Digest /.test(value) ? valuesIn(value.slice('Digest '.length)) : [];
        if (!may || parameters.length === 0) return notAsItMust('digest-account', place, value);
        return together(parameters.map((each) => parameterOpinion(place, each, expected.account)));
      }),
    ),
  );
}
