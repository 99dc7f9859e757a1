import { afterEach, beforeEach } from 'vitest';
import { Site } from './site.ts';

/** Of the test that runs. */
export let site: Site;

/** Every test of a file has a site of its own, which is up. */
export function aSiteForEach(): void {
  beforeEach(async () => {
    site = new Site();
    await site.up();
  });
  afterEach(async () => {
    await site.down();
  });
}
