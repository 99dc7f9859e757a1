// Bundles the script of the mailbox page into one file, from src/console/client, which a browser loads as it is. `npm run build` writes it into dist/; when
// the product runs from its source, the console asks for it here.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = new URL('..', import.meta.url);
const CLIENT = new URL('src/console/client/', ROOT);

/** The whole script, as text. */
export async function bundledClient() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', CLIENT))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['es2022'],
    minify: true,
    legalComments: 'inline',
    charset: 'ascii',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const to = new URL('dist/console/client/', ROOT);
  await mkdir(to, { recursive: true });
  await writeFile(new URL('client.js', to), await bundledClient());
  await copyFile(new URL('client.css', CLIENT), new URL('client.css', to));
}
