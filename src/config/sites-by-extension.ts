import type { Config } from './config.ts';

/** Which site a phone stands at: extension → site. */
export function sitesByExtension({ sites }: Config): ReadonlyMap<string, string> {
  return new Map(sites.flatMap(({ id, extensions }) => extensions.map((extension) => [extension, id] as const)));
}
