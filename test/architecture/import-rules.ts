/** One forbidden import: a module at `from` may not import one at `to`. Regular expressions over paths from the repository's root. */
export interface ImportRule {
  readonly name: string;
  readonly comment: string;
  readonly severity: 'error';
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: { readonly path?: string; readonly pathNot?: string; readonly circular?: true };
}

function forbidden(name: string, comment: string, from: ImportRule['from'], to: ImportRule['to']): ImportRule {
  return { name, comment, severity: 'error', from, to };
}

/** A folder sees only itself, the places named and the packages named. Node's own modules count as packages. */
function sees(folder: string, places: readonly string[], packages: readonly string[] = []): ImportRule {
  const own = [`^src/${folder}/`, ...places.map((place) => `^src/${place}`)];
  const named = packages.map((name) => `(^|node_modules/)(@types/)?${name}(/|$)`);
  const only = [...own, ...named].join('|');
  return forbidden(
    `${folder} sees`,
    `${folder}/ sees ${places.join(', ') || 'itself'}`,
    { path: `^src/${folder}/` },
    { pathNot: only },
  );
}

/** A package is known in one place only: the one that makes its faults good. */
function confined(name: string, place: string): ImportRule {
  return forbidden(
    `${name} in one place`,
    `only ${place} knows ${name}`,
    { path: '^src/', pathNot: `^src/${place}` },
    { path: `(^|node_modules/)(@types/)?${name}(/|$)` },
  );
}

const FAILURE = 'failure\\.ts$';
/** What of identity/ is vocabulary, and so may be seen by adapters, configuration and lab: everything that does not act. */
const ACTING = '^src/identity/(enforcer|heartbeat|resync|stray-watch|pbx-clock)\\.ts$';
const COMPOSES = '^src/(daemon(\\.ts$|/)|(wire|drops)-thread\\.ts$|speech-child\\.ts$|cli/|lab/)';

/** The import rules of the house (`src/README.md`). */
export const IMPORT_RULES: readonly ImportRule[] = [
  sees('call', []),
  sees('ports', ['call/', FAILURE]),
  sees('identity', ['call/', 'ports/', FAILURE], ['libphonenumber-js']),
  sees('leaks', ['call/', 'ports/', FAILURE]),
  sees('drops', ['call/', 'ports/', FAILURE]),
  sees('contacts', ['call/', 'ports/', FAILURE]),
  sees('voicemail', ['call/', 'ports/', FAILURE]),
  sees('access', ['call/', 'ports/', FAILURE]),
  forbidden(
    'classifying is pure',
    'the classifier sees only the vocabulary and its own rules',
    { path: '^src/drops/classify/' },
    { pathNot: '^src/(call|drops/classify)/' },
  ),
  forbidden(
    'policy is pure',
    'policy, judge and classify see only the vocabulary',
    { path: '^src/[a-z]+/(policy|judge|classify)\\.ts$' },
    { pathNot: '^src/call/' },
  ),
  sees('config', ['call/', 'identity/', FAILURE], ['fs', 'path', 'yaml', 'zod']),
  sees(
    'console',
    ['access/', 'call/', 'ports/', FAILURE],
    ['express', 'helmet', 'http', 'dns/promises', 'fs/promises', 'zod', 'age-encryption', 'hash-wasm', 'uqr'],
  ),
  sees('console/client', ['call/'], ['age-encryption', 'hash-wasm', 'uqr']),
  forbidden(
    'the page is not the server',
    'only the page itself sees what runs in a browser',
    { path: '^src/', pathNot: '^src/console/client/' },
    { path: '^src/console/client/' },
  ),
  forbidden(
    'adapters never meet',
    'an adapter sees no other adapter',
    { path: '^src/adapters/([^/]+)/' },
    { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
  ),
  forbidden(
    'adapters serve',
    'an adapter knows nothing of who uses it',
    { path: '^src/adapters/' },
    { path: '^src/(daemon|main|cli/|console/|lab/)' },
  ),
  forbidden(
    'acting parts are composed',
    'only the composition root and features see what acts',
    { path: '^src/', pathNot: '^src/(daemon(\\.ts$|/)|identity/)' },
    { path: ACTING },
  ),
  forbidden(
    'adapters are composed',
    'only the composition root, the command line and the lab name an adapter',
    { path: '^src/', pathNot: `${COMPOSES}|^src/adapters/` },
    { path: '^src/adapters/' },
  ),
  forbidden(
    'one way to the daemon',
    'only `serve` starts the daemon',
    { path: '^src/', pathNot: '^src/(cli/serve\\.ts$|daemon(\\.ts$|/))' },
    { path: '^src/daemon(\\.ts$|/)' },
  ),
  forbidden('nobody needs main', 'main.ts is imported by nothing', { path: '.' }, { path: '^src/main\\.ts$' }),
  forbidden(
    'commands never meet',
    'a command sees no other command; the program sees all',
    { path: '^src/', pathNot: '^src/cli/program\\.ts$' },
    {
      path: '^src/cli/(audit|config|contact|doctor|drops|explain|harden|lab|leak-test|mailbox|model|prompts|quarantine|record|replay|serve|status)\\.ts$',
    },
  ),
  forbidden(
    'the lab is a command',
    'only the lab and its command see the lab',
    { path: '^src/', pathNot: '^src/(lab/|cli/lab\\.ts$)' },
    { path: '^src/lab/' },
  ),
  forbidden('the product has no tests in it', 'src sees no test', { path: '^src/' }, { path: '^test/' }),
  confined('asterisk-manager', 'adapters/asterisk/ami/'),
  confined('ari-client', 'adapters/asterisk/ari/'),
  confined('undici', 'adapters/asterisk/ari/'),
  confined('sqlite3', 'adapters/sqlite/'),
  confined('winston', 'adapters/log/'),
  confined('prom-client', 'adapters/metrics/'),
  confined('express', 'console/'),
  confined('helmet', 'console/'),
  confined('commander', 'cli/'),
  confined('sherpa-onnx-node', 'adapters/transcription/child/'),
  confined('age-encryption', '(adapters/sealing|console/client)/'),
  confined('@simplewebauthn', 'adapters/passkeys/'),
  confined('hash-wasm', 'console/client/'),
  confined('uqr', 'console/client/'),
  forbidden('no cycles', 'no module imports itself by way of others', {}, { circular: true }),
];
