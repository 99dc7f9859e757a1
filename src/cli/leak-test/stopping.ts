import { printNote } from '../output.ts';

/** Aborts with the first SIGINT or SIGTERM, or when the test takes longer than `longestMs`. A second signal ends the process as ever. */
export function stopping(longestMs: number): { readonly signal: AbortSignal; readonly release: () => void } {
  const stop = new AbortController();
  const ask = (): void => {
    printNote('stopping: calls of the test are ended');
    stop.abort();
  };
  process.once('SIGINT', ask);
  process.once('SIGTERM', ask);
  const late = setTimeout(() => stop.abort(), longestMs);
  const release = (): void => {
    clearTimeout(late);
    process.removeListener('SIGINT', ask);
    process.removeListener('SIGTERM', ask);
  };
  return { signal: stop.signal, release };
}
