import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * What a thread begins with: `entry` itself, or for a source file a line that first has the thread read TypeScript, which it does not learn from
 * the process. Throws where sources cannot be run.
 */
export function threadEntry(entry: URL): URL {
  if (!entry.pathname.endsWith('.ts')) return entry;
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const reader = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href;
  const code = `import { register } from '${reader}'; register(); await import('${entry.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
