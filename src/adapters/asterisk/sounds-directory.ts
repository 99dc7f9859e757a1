import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { PbxConsole } from './console.ts';

/** Below a PBX's data directory: where it finds `withheld/<name>` in every language. */
export function promptsBelow(data: string): string {
  return join(data, 'sounds/withheld');
}

/** Where the running PBX looks for our sounds, or PBX_CONSOLE_UNREACHABLE. */
export async function promptsDirectory(console: PbxConsole): Promise<string | Failure> {
  const answer = await console.run('core show settings');
  if (answer.outcome !== 'ok') return new Failure('PBX_CONSOLE_UNREACHABLE', answer.why);
  const data = /^\s*Data directory:\s*(\/\S.*?)\s*$/m.exec(answer.value)?.[1];
  return data === undefined ? new Failure('PBX_CONSOLE_UNREACHABLE', 'it names no data directory') : promptsBelow(data);
}
