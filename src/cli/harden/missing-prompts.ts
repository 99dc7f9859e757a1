import { PbxConsole } from '../../adapters/asterisk/console.ts';
import { promptsDirectory } from '../../adapters/asterisk/sounds-directory.ts';
import { PromptFolder } from '../../adapters/speech/prompt-folder.ts';
import type { Config } from '../../config/config.ts';
import { PROMPTS } from '../../contacts/prompts.ts';
import { Failure } from '../../failure.ts';

/** What is left to a person while sounds are missing on the PBX; nothing where no helpline needs them, or nobody can look. */
export async function missingPrompts({ asterisk, inbound }: Config): Promise<readonly string[]> {
  if (inbound.helplines.length === 0) return [];
  const directory = await promptsDirectory(new PbxConsole(asterisk.console));
  if (directory instanceof Failure) return [];
  const missing = await new PromptFolder(directory).missing(PROMPTS.keys()).catch(() => [...PROMPTS.keys()]);
  return missing.length === 0 ? [] : [`${missing.length} prompts are missing: \`withheld prompts make\``];
}
