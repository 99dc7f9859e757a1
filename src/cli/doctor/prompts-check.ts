import { PbxConsole } from '../../adapters/asterisk/console.ts';
import { promptsDirectory } from '../../adapters/asterisk/sounds-directory.ts';
import { PromptFolder } from '../../adapters/speech/prompt-folder.ts';
import type { Config } from '../../config/config.ts';
import { PROMPTS } from '../../contacts/prompts.ts';
import { Failure } from '../../failure.ts';
import { type Finding, sound, unsound } from './finding.ts';

/** Whether what callers and workers should hear is on the PBX. Asked only where helplines are configured: without them nothing needs a prompt. */
export async function promptsCheck({ asterisk, inbound }: Config): Promise<readonly Finding[]> {
  if (inbound.helplines.length === 0) return [];
  const name = 'prompts';
  const directory = await promptsDirectory(new PbxConsole(asterisk.console));
  if (directory instanceof Failure) return [unsound(name, 'warning', directory.code, directory.detail)];
  const missing = await new PromptFolder(directory).missing(PROMPTS.keys()).catch(() => [...PROMPTS.keys()]);
  return missing.length === 0
    ? [sound(name, 'everything that is said has a sound')]
    : [unsound(name, 'warning', 'PROMPTS_MISSING', `${missing.length} of ${PROMPTS.size}`)];
}
