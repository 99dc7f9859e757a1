const RATE = 8_000;
const TURN = 2 * Math.PI;

/** Sound by a rule for each moment, 16-bit PCM at 8 kHz; loudness from -1 to 1. */
function sound(seconds: number, at: (second: number) => number): Buffer {
  const pcm = Buffer.alloc(2 * Math.round(seconds * RATE));
  for (let nth = 0; nth < pcm.length / 2; nth += 1)
    pcm.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, at(nth / RATE)))), 2 * nth);
  return pcm;
}

/** Chance that is the same in each run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Pink noise between -1 and 1 or so, by summing sources that change half as often each (Voss). */
function pinkNoise(seed: number): () => number {
  const next = chance(seed);
  const sources = Array.from({ length: 12 }, () => next() - 0.5);
  let nth = 0;
  return () => {
    nth += 1;
    for (const at of sources.keys()) if (nth % 2 ** at === 0) sources[at] = next() - 0.5;
    return sources.reduce((sum, each) => sum + each, 0) / 4;
  };
}

const tone =
  (...hertz: readonly number[]) =>
  (second: number) =>
    hertz.reduce((sum, each) => sum + Math.sin(TURN * each * second), 0) / (hertz.length * 3);

/** What is heard on a line where nobody speaks. Tones of ITU-T E.180 and T.30. */
export const NOBODY: Readonly<Record<string, () => Buffer>> = {
  'a dial tone': () => sound(8, tone(425)),
  'a dial tone of two notes': () => sound(8, tone(350, 440)),
  'a busy tone': () => sound(8, (second) => (second % 1 < 0.5 ? tone(425)(second) : 0)),
  'a ringing tone': () => sound(8, (second) => (second % 3 < 1 ? tone(400, 450)(second) : 0)),
  'a fax that calls': () => sound(8, (second) => (second % 3.5 < 0.5 ? tone(1_100)(second) : 0)),
  'a fax that answers': () => sound(8, (second) => (second % 6 < 3 ? tone(2_100)(second) : 0)),
  'pink noise': () => {
    const noise = pinkNoise(7);
    return sound(8, () => noise() / 8);
  },
  silence: () => sound(8, () => 0),
};

/** A sound with pink noise over it, 10 dB below it. */
export function noisy(pcm: Buffer): Buffer {
  const noise = pinkNoise(11);
  const values = Array.from({ length: pcm.length / 2 }, (_, nth) => pcm.readInt16LE(2 * nth) / 32_768);
  const added = values.map(() => noise());
  const power = (all: readonly number[]) => all.reduce((sum, each) => sum + each * each, 0) / Math.max(1, all.length);
  const factor = Math.sqrt(power(values) / power(added) / 10);
  return sound(values.length / RATE, (second) => {
    const nth = Math.round(second * RATE);
    return (values[nth] ?? 0) + factor * (added[nth] ?? 0);
  });
}
