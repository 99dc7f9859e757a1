import type { NoTranscript } from '../../call/speech.ts';
import { button, element } from './element.ts';
import type { Facts, ReadTranscript, Segment } from './facts.ts';
import { lengthText } from './moments.ts';

const WHY_NONE: Readonly<Record<NoTranscript, string>> = {
  'not-configured': 'no machine for it is set up',
  'no-speech': 'nobody was found speaking',
  busy: 'too many messages waited for theirs',
  late: 'it took too long',
  'no-sandbox': 'this server cannot keep the machine off the network',
  'model-changed': 'the files of the model are not those that were checked',
  'engine-failed': 'the machine failed',
  crashed: 'the machine failed',
  unreadable: 'what the machine wrote cannot be read',
};

/** What machines heard in a message, in words: where somebody speaks, and their guess at what was said. */
export function heardView(facts: Facts, audio: HTMLAudioElement): readonly (HTMLElement | null)[] {
  const { noTranscript, transcript } = facts;
  const none = noTranscript === null ? null : element('p', {}, `No transcript: ${WHY_NONE[noTranscript]}.`);
  return [speechLine(facts, audio), transcript === null ? none : guess(transcript, audio)];
}

function playFrom(words: string, from: number, audio: HTMLAudioElement): HTMLElement {
  return button(words, async () => {
    audio.currentTime = from;
    await audio.play();
  });
}

function speechLine({ speech }: Facts, audio: HTMLAudioElement): HTMLElement | null {
  if (speech === null) return null;
  const [first] = speech;
  if (first === undefined) return element('p', {}, 'A machine found nobody speaking. Listen all the same.');
  const seconds = speech.reduce((sum, { from, to }) => sum + to - from, 0);
  const words = `Somebody speaks for ${lengthText(seconds)}, as far as a machine can tell. `;
  return element('p', {}, words, playFrom(`Play from the first word (${lengthText(first.from)})`, first.from, audio));
}

/** A guess of a machine: never a link, never a number to dial; each piece plays from where it was said. */
function guess({ leftOut, madeBy, segments, whole }: ReadTranscript, audio: HTMLAudioElement): HTMLElement {
  const line = ({ confidence, from, text }: Segment) =>
    element(
      'li',
      {},
      element('q', {}, text),
      confidence === null ? ' ' : ` (${Math.round(confidence * 100)} % sure) `,
      playFrom(`Play from ${lengthText(from)}`, from, audio),
    );
  const missing = [
    ...(leftOut === 0
      ? []
      : [`${leftOut} more ${leftOut === 1 ? 'piece was' : 'pieces were'} too unsure to be written.`]),
    ...(whole ? [] : ['There was more than has room here.']),
  ];
  return element(
    'section',
    { class: 'transcript', 'aria-label': 'Transcript' },
    element('p', {}, element('strong', {}, 'Machine guess: listen before acting.'), ` Made by ${madeBy}.`),
    segments.length === 0
      ? element('p', {}, 'Nothing was sure enough to be written.')
      : element('ol', {}, ...segments.map(line)),
    missing.length === 0 ? null : element('p', {}, missing.join(' ')),
  );
}
