import type { Config } from '../../config/config.ts';
import type { EngineSetup } from './child-words.ts';

const MEGABYTE = 1024 * 1024;

/** The engine of a configuration, or `null`. */
export function engineOf({ voicemail: { transcriber } }: Config): EngineSetup | null {
  const { command, engine, kind, language, model, sha256, threads } = transcriber;
  if (engine === 'none' || model === undefined || sha256 === undefined) return null;
  return { engine, kind: kind ?? null, directory: model, sha256, command: command ?? [engine], language, threads };
}

/** Bytes that it may allocate. */
export function engineMemory({ voicemail: { transcriber } }: Config): number {
  return transcriber.memory_mb * MEGABYTE;
}
