// Runs at the end of `npm ci`, and before `npm start`: compiles the product and, beside it, SQLite; what is there already is left. While one
// processor compiles SQLite, `npm ci` also fetches the Debian packages of the lab (100 MB, into the cache that all labs share) and says its prompts, for
// `npm start` and `npm test` would wait for them. WITHHELD_LAB=no leaves them out. Where they cannot be had the lab says so itself, later.
//
// sqlite3 has no prebuilt binary where GitHub cannot be reached, and its own install script then compiles with -O3, which takes a minute and a half
// on two cores. npm is told not to run that script (allowScripts in package.json); it is run here, with -Og and without debug symbols, in a third of the
// time. An npm that knows no allowScripts has run it already.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  const compiler = { CFLAGS: `-Og -g0 ${unused}`, CXXFLAGS: '-Og -g0', JOBS: 'max' };
  await run('npm', ['run', '--silent', 'install'], `${ROOT}node_modules/sqlite3`, compiler);
}

/** What the product is compiled from, as far as a look at the files tells. */
function sources() {
  const settings = ['package-lock.json', 'tsconfig.json', '.tsconfig.build.json', '.tools/bundle-client.mjs'];
  const files = readdirSync(`${ROOT}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of [...settings.map((name) => `${ROOT}${name}`), ...files.sort()]) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

async function product() {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('typescript-native/package.json');
  } catch {
    // Installed without what it is developed with (--omit=dev): what was built before has to do.
    if (existsSync(`${ROOT}dist/main.js`)) return;
    throw new Error('there is no dist/ yet and no compiler: run npm ci without --omit=dev once, or bring dist/ along');
  }
  const built = `${ROOT}dist/.built`;
  const now = sources();
  if (existsSync(`${ROOT}dist/main.js`) && existsSync(built) && readFileSync(built, 'utf8') === now) return;
  rmSync(built, { force: true });
  await run('npm', ['run', '--silent', 'build'], ROOT);
  writeFileSync(built, now);
}

async function labPackages() {
  const { WITHHELD_LAB: lab, npm_lifecycle_event: event } = process.env;
  if (lab === 'no' || event !== 'prepare') return;
  const { ensurePackages } = await import('../dist/lab/packages.js');
  const { cachedPrompts } = await import('../dist/lab/lab-sounds.js');
  const told = () => undefined;
  await ensurePackages('22', told)
    .then(() => cachedPrompts(told))
    .catch(told);
}

const results = await Promise.allSettled([sqlite(), product().then(labPackages)]);
for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
  process.stderr.write(`${reason.message}\n`);
  process.exitCode = 1;
}
