import type { Config } from '../../config/config.ts';
import { ANNOUNCEMENT, PROMPTS } from '../../contacts/prompts.ts';

/** Every prompt with its text, the announcement in the words of the configuration. */
export function promptTexts({ inbound }: Pick<Config, 'inbound'>): ReadonlyMap<string, string> {
  const { announcement } = inbound;
  return new Map([...PROMPTS].map(([name, text]) => [name, name === ANNOUNCEMENT ? (announcement ?? text) : text]));
}
