/** The same numbers for the same seed (mulberry32): 0 up to, not including, `below`. */
export type Chance = (below: number) => number;

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Line = Record<string, unknown> & { t: number };

const SHUFFLED_WITHIN_S = 0.01;
const SOURCES = ['ami', 'cel', 'ari', 'sip', 'hep', 'poll', 'wire'];

function isOf(line: Line, source: string): boolean {
  const { src, Event } = line;
  if (source === 'cel') return Event === 'CEL';
  if (source === 'wire') return src === 'sip' || src === 'hep';
  return src === source;
}

function isMark({ src }: Line): boolean {
  return src === 'mark';
}

/** Lines change places with others within 10 ms, with their times (they come late) or without (their times are wrong). */
function shuffled(lines: readonly Line[], random: Chance): readonly Line[] {
  const moved = [...lines];
  const withTimes = random(2) === 0;
  for (let at = moved.length - 1; at > 0; at -= 1) {
    const other = Math.max(0, at - random(12));
    const [one, two] = [moved[at], moved[other]];
    if (one === undefined || two === undefined || isMark(one) || isMark(two)) continue;
    if (Math.abs(one.t - two.t) > SHUFFLED_WITHIN_S) continue;
    moved[at] = withTimes ? two : { ...two, t: one.t };
    moved[other] = withTimes ? one : { ...one, t: two.t };
  }
  return moved;
}

function doubled(lines: readonly Line[], random: Chance): readonly Line[] {
  return lines.flatMap((line) =>
    isMark(line) || random(6) > 0 ? [line] : [line, { ...line, t: line.t + random(100) / 10_000 }],
  );
}

/** One of our links is lost in the middle and comes back later; what was told meanwhile is missing. */
function reconnected(lines: readonly Line[], random: Chance, link: 'ami' | 'ari'): readonly Line[] {
  const [first, last] = [lines[0]?.t ?? 0, lines.at(-1)?.t ?? 0];
  const from = first + ((last - first) * random(1_000)) / 1_000;
  const to = from + random(60) / 10;
  const kept = lines.filter((line) => !(line['src'] === link && line.t >= from && line.t <= to));
  const told: Line[] = [];
  if (random(4) > 0) told.push({ t: from, src: 'mark', what: link === 'ami' ? 'AMI_EOF' : 'ARI_EOF' });
  if (link === 'ami' && random(4) > 0) {
    const uptime = random(2) === 0 ? { Uptime: '86400' } : {};
    told.push({ t: to, src: 'ami', Event: 'FullyBooted', Status: 'Fully Booted', ...uptime });
  }
  return [...kept, ...told].sort((a, b) => a.t - b.t);
}

/** What was done to a stream, for whoever must find it again. */
export interface Fuzzed {
  readonly text: string;
  readonly done: readonly string[];
}

/** Damages a stream as the world does: order within 10 ms, doubled lines, one source missing, a link that reconnects in the middle. */
export function fuzzed(text: string, random: Chance): Fuzzed {
  let lines: readonly Line[] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const done: string[] = [];
  if (random(2) === 0) {
    const source = SOURCES[random(SOURCES.length)] ?? 'ami';
    lines = lines.filter((line) => !isOf(line, source));
    done.push(`without ${source}`);
  }
  if (random(2) === 0) {
    const link = random(4) === 0 ? 'ari' : 'ami';
    lines = reconnected(lines, random, link);
    done.push(`${link} reconnects`);
  }
  if (random(2) === 0) {
    lines = doubled(lines, random);
    done.push('doubled');
  }
  if (random(4) > 0) {
    lines = shuffled(lines, random);
    done.push('shuffled');
  }
  return { text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''), done };
}
