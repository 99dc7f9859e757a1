import type { Sound } from './wave-sound.ts';

const RATE = 8_000;
/** A telephone carries speech up to here. */
const HIGHEST_HZ = 3_400;
/** Zero crossings of the filter on each side. */
const REACH = 24;
const PEAK = 0.6;

/** Windowed sinc (Blackman): what a sample `distance` away gives, for a low pass at `cutoff` (in cycles a sample). */
function weight(distance: number, cutoff: number, reach: number): number {
  const phase = Math.PI * (distance / reach);
  const window = 0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
  const x = 2 * Math.PI * cutoff * distance;
  return 2 * cutoff * window * (x === 0 ? 1 : Math.sin(x) / x);
}

/** What the samples around a moment give, from the first one within reach; the same for every moment that lies alike between two samples. */
function kernel(fraction: number, cutoff: number, reach: number): Float64Array {
  const first = Math.ceil(fraction - reach);
  const count = Math.floor(fraction + reach) - first + 1;
  return Float64Array.from({ length: count }, (_, at) => weight(first + at - fraction, cutoff, reach));
}

/** Sound as a PBX plays it: 8 kHz, band-limited to what a telephone carries, and as loud as other prompts. Pure. */
export function telephoneSound({ rate, samples }: Sound): Sound {
  const cutoff = Math.min(HIGHEST_HZ, 0.45 * rate) / rate;
  const reach = REACH / (2 * cutoff);
  const kernels = new Map<number, Float64Array>();
  const made = new Float64Array(Math.floor((samples.length * RATE) / rate));
  for (let at = 0; at < made.length; at += 1) {
    const phase = (at * rate) % RATE;
    const weights = kernels.get(phase) ?? kernel(phase / RATE, cutoff, reach);
    kernels.set(phase, weights);
    const first = Math.floor((at * rate) / RATE) + Math.ceil(phase / RATE - reach);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < weights.length && first + tap < samples.length; tap += 1)
      sum += (samples[first + tap] ?? 0) * (weights[tap] ?? 0);
    made[at] = sum;
  }
  const peak = made.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { rate: RATE, samples: made.map((sample) => sample * (peak === 0 ? 1 : PEAK / peak)) };
}
