import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';

/** What a browser loads for the mailbox. */
export interface ClientFiles {
  readonly script: string;
  readonly style: string;
}

/** As they were built; when the product runs from its source, they are made now. CONSOLE_NO_CLIENT where neither is possible. */
export async function clientFiles(): Promise<ClientFiles | Failure> {
  try {
    const style = await readFile(new URL('../client/client.css', import.meta.url), 'utf8');
    if (import.meta.url.endsWith('.js'))
      return { style, script: await readFile(new URL('../client/client.js', import.meta.url), 'utf8') };
    const tool = new URL('../../../.tools/bundle-client.mjs', import.meta.url).href;
    const { bundledClient }: { bundledClient: () => Promise<string> } = await import(tool);
    return { style, script: await bundledClient() };
  } catch (cause) {
    return new Failure('CONSOLE_NO_CLIENT', undefined, { cause });
  }
}
