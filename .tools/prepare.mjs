// Runs at the end of `npm ci`, and before `npm start`: compiles the product and, beside it, SQLite; what is there already is left.
//
// sqlite3 has no prebuilt binary where GitHub cannot be reached, and its own install script then compiles with -O3, which takes a minute and a half
// on two cores. npm is told not to run that script (allowScripts in package.json); it is run here, with -O1, in a third of the time. An npm that knows no
// allowScripts has run it already.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function run(program, words, cwd, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: { ...process.env, ...environment }, stdio: 'pipe' });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(said).subarray(-8_192));
      reject(new Error(`${program} ${words.join(' ')} ended with ${code}`));
    });
  });
}

function isBuilt() {
  try {
    createRequire(import.meta.url)('sqlite3');
    return true;
  } catch {
    return false;
  }
}

async function sqlite() {
  if (isBuilt()) return;
  // Without what the product never asks for: a third of the work.
  const unused = ['FTS3', 'FTS4', 'FTS5', 'RTREE'].map((part) => `-USQLITE_ENABLE_${part}`).join(' ');
  const compiler = { CFLAGS: `-O1 ${unused}`, CXXFLAGS: '-O1', JOBS: 'max' };
  await run('npm', ['run', '--silent', 'install'], `${ROOT}node_modules/sqlite3`, compiler);
}

async function product() {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('typescript');
  } catch {
    // Installed without what it is developed with (--omit=dev): what was built before has to do.
    if (existsSync(`${ROOT}dist/main.js`)) return;
    throw new Error('there is no dist/ yet and no compiler: run npm ci without --omit=dev once, or bring dist/ along');
  }
  await run('npm', ['run', '--silent', 'build'], ROOT);
}

const results = await Promise.allSettled([sqlite(), product()]);
for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
  process.stderr.write(`${reason.message}\n`);
  process.exitCode = 1;
}
