import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_RULES } from './import-rules.ts';
import { ROOT } from './repository.ts';

/** Fewer modules than the product has would mean that the cruise did not look. */
const FEWEST_MODULES = 100;

/** For each rule an import that breaks it: `[rule, module, what it imports]`. */
const PLANTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['call sees', 'src/call/leg.ts', '../ports/pbx.ts'],
  ['ports sees', 'src/ports/pbx.ts', '../identity/door-shape.ts'],
  ['identity sees', 'src/identity/door-shape.ts', 'node:fs'],
  ['policy is pure', 'src/identity/policy.ts', '../ports/clock.ts'],
  ['config sees', 'src/config/load.ts', '../ports/clock.ts'],
  ['leaks sees', 'src/leaks/judge.ts', '../identity/policy.ts'],
  ['drops sees', 'src/drops/call-book.ts', '../leaks/judge.ts'],
  ['contacts sees', 'src/contacts/call-back.ts', '../drops/call-book.ts'],
  ['voicemail sees', 'src/voicemail/intake.ts', '../drops/call-book.ts'],
  ['classifying is pure', 'src/drops/classify/rows.ts', '../call-book.ts'],
  ['access sees', 'src/access/login.ts', '../voicemail/intake.ts'],
  ['console sees', 'src/console/server.ts', '../config/load.ts'],
  ['console/client sees', 'src/console/client/main.ts', '../server.ts'],
  ['the page is not the server', 'src/console/server.ts', './client/main.ts'],
  ['adapters never meet', 'src/adapters/log/lines.ts', '../sqlite/rows.ts'],
  ['adapters serve', 'src/adapters/log/lines.ts', '../../console/server.ts'],
  ['acting parts are composed', 'src/adapters/sqlite/rows.ts', '../../identity/enforcer.ts'],
  ['adapters are composed', 'src/console/server.ts', '../adapters/log/lines.ts'],
  ['one way to the daemon', 'src/cli/status.ts', '../daemon.ts'],
  ['nobody needs main', 'src/cli/status.ts', '../main.ts'],
  ['commands never meet', 'src/cli/serve.ts', './status.ts'],
  ['the lab is a command', 'src/cli/doctor.ts', '../lab/lab.ts'],
  ['the product has no tests in it', 'src/config/load.ts', '../../test/fake.ts'],
  ...[
    'asterisk-manager',
    'ari-client',
    'undici',
    'sqlite3',
    'winston',
    'prom-client',
    'express',
    'helmet',
    'commander',
    'age-encryption',
    'sherpa-onnx-node',
    'hash-wasm',
    'uqr',
    '@simplewebauthn',
  ].map((name) => [`${name} in one place`, 'src/lab/lab.ts', name] as const),
  ['no cycles', 'src/failure.ts', './failure-words.ts'],
  ['no cycles', 'src/failure-words.ts', './failure.ts'],
];

async function cruised(folder: string): Promise<ICruiseResult> {
  const result = await cruise(
    ['src'],
    {
      baseDir: folder,
      ruleSet: { forbidden: IMPORT_RULES.map((rule) => ({ ...rule, from: { ...rule.from }, to: { ...rule.to } })) },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    { extensions: ['.ts', '.js'] },
  );
  if (typeof result.output === 'string') throw new TypeError(result.output);
  return result.output;
}

function plant(folder: string): void {
  const places = PLANTED.flatMap(([, from, to]) => [
    from,
    ...(to.startsWith('.') ? [relative('/', join('/', dirname(from), to))] : []),
  ]);
  for (const place of new Set(places)) {
    const imports = PLANTED.filter(([, from]) => from === place).map(([, , to]) => `import '${to}';`);
    mkdirSync(join(folder, dirname(place)), { recursive: true });
    writeFileSync(join(folder, place), `${imports.join('\n')}\nexport const here = true;\n`);
  }
}

const found = ({ summary }: ICruiseResult) =>
  summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

describe('the import rules', () => {
  let planted: string;

  beforeAll(() => {
    planted = mkdtempSync(join(tmpdir(), 'withheld-imports-'));
    plant(planted);
  });

  afterAll(() => rmSync(planted, { recursive: true, force: true }));

  it('hold for every module of the product', async () => {
    const result = await cruised(ROOT);
    const own = result.modules.filter(({ source }) => source.startsWith('src/'));

    expect(own.length).toBeGreaterThanOrEqual(FEWEST_MODULES);
    expect(found(result)).toEqual([]);
  });

  it('each catch an import that was planted against them', async () => {
    const violations = found(await cruised(planted));
    // A cycle is told once, of whichever of its modules was met first.
    const caught = ({ name }: { readonly name: string }) =>
      PLANTED.some(
        ([rule, from]) => rule === name && violations.some((each) => each.startsWith(`${rule}: ${from} -> `)),
      );

    expect(IMPORT_RULES.filter((rule) => !caught(rule)).map(({ name }) => name)).toEqual([]);
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual(IMPORT_RULES.map(({ name }) => name).sort());
  });
});
