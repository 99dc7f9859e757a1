import type { Pins } from './key-pins.ts';

const nameOf = (box: string) => `withheld-pins-${box}`;

/** What this browser remembers for the owner of `box`. */
export function pinsOf(box: string): Pins {
  try {
    const { head, known } = JSON.parse(localStorage.getItem(nameOf(box)) ?? '{}');
    return {
      head: typeof head === 'string' ? head : null,
      known: typeof known === 'object' && known !== null ? known : {},
    };
  } catch {
    return { head: null, known: {} };
  }
}

/** Remembers it. A browser that keeps nothing asks again each time. */
export function keepPins(box: string, pins: Pins): void {
  try {
    localStorage.setItem(nameOf(box), JSON.stringify(pins));
  } catch {}
}
