import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** WCAG 2.2, 1.4.10: nothing has to be scrolled sideways at 320 CSS pixels. */
const NARROW = 320;
const WIDE = 1_280;
const MOST_STOPS = 60;
/** What is wider than the screen, or stands out of it. */
const BESIDE = `[...document.querySelectorAll('body, body *')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5 || each.getBoundingClientRect().left < -0.5)
  .map((each) => each.tagName + ' ' + each.textContent.slice(0, 40))
  .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])`;

interface FocusStop {
  readonly name: string;
  readonly isThere: boolean;
  readonly isSeen: boolean;
}
/** Where the focus is, and whether it is drawn, within the screen (WCAG 2.2, 2.4.7 and 2.4.11). */
const STOP = `(() => {
  const at = document.activeElement;
  const isThere = at !== null && at !== document.body;
  const name = isThere ? at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent : '';
  const { outlineStyle, outlineWidth } = getComputedStyle(at ?? document.body);
  const { bottom, height, top } = (at ?? document.body).getBoundingClientRect();
  const isDrawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return { name: name.trim(), isThere, isSeen: isDrawn && height > 0 && top < innerHeight && bottom > 0 };
})()`;

/** Throws where a page does not fit a small telephone. Keeps pictures, where somebody wants to look at them (WITHHELD_SCREENSHOTS). */
export async function fitsNarrowScreen(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: NARROW, height: 900 });
  const beside = await page.evaluate<readonly string[]>(BESIDE);
  if (beside.length > 0) throw new Error(`${name} at ${NARROW} pixels: ${beside.join(', ')}`);
  const folder = process.env['WITHHELD_SCREENSHOTS'];
  for (const width of [NARROW, WIDE]) {
    await page.setViewportSize({ width, height: 900 });
    if (folder !== undefined) await page.screenshot({ fullPage: true, path: join(folder, `${name}-${width}.png`) });
  }
}

/** Presses `key` until the focus is on the field or button of that name. Throws where it cannot be seen on the way, or never comes there. */
export async function focusOn(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  const passed: string[] = [];
  for (let nth = 0; nth < MOST_STOPS; nth += 1) {
    await page.keyboard.press(key);
    const stop = await page.evaluate<FocusStop>(STOP);
    if (stop.isThere && !stop.isSeen) throw new Error(`nobody sees that the focus is on: ${stop.name}`);
    if (name.test(stop.name)) return;
    passed.push(stop.name);
  }
  throw new Error(`no way by keyboard to ${name}: ${passed.join(' | ')}`);
}
