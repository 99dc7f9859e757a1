import { PhoneNumber } from '../call/phone-number.ts';
import { countryPack } from '../identity/countries/lookup.ts';
import { checkCanary } from './check-canary.ts';
import { checkContacts } from './check-contacts.ts';
import { checkInbound } from './check-inbound.ts';
import { checkExtensions, checkLinks, checkUnique } from './check-names.ts';
import { checkRules } from './check-rules.ts';
import { checkCommon, checkShown } from './check-shown.ts';
import { checkTrunks } from './check-trunks.ts';
import { checkVoicemail } from './check-voicemail.ts';
import { type Config, completed } from './config.ts';
import { schemaProblems } from './issues.ts';
import { configJsonSchema } from './json-schema.ts';
import { merged } from './merge.ts';
import { plainValue, treeAt } from './plain.ts';
import { type LocatedProblem, type Path, type Problem, problemLine } from './problem.ts';
import { configSchema, type ParsedConfig, WORD, WORD_ALLOWED } from './schema.ts';
import { type Fetched, Secret, type SecretReader, SecretRef } from './secret.ts';
import { type PlacedSecret, secretParts } from './secret-parts.ts';
import { secretFinder } from './secret-words.ts';
import { readYaml, type YamlTree } from './yaml-tree.ts';

/** One file of the configuration; `name` is what problem lines say. */
export interface ConfigText {
  readonly name: string;
  readonly text: string;
}

/** Either a configuration that holds, or every reason why not, one line each. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

function located(problems: readonly Problem[], tree: YamlTree): readonly LocatedProblem[] {
  return problems.map((problem) => {
    const { file, line } = treeAt(tree, problem.path).nearest;
    return { ...problem, file, line };
  });
}

function refused(problems: readonly LocatedProblem[]): ConfigResult {
  return { ok: false, problems: problems.map(problemLine) };
}

/** Replaces every reference to a secret; what cannot be fetched is reported and replaced by an empty one. */
function fetchSecrets(value: unknown, reader: SecretReader, problems: Problem[], path: Path = []): unknown {
  if (value instanceof SecretRef) {
    const fetched = reader.secret(value.source);
    const where = [...path, Object.keys(value.source)[0] ?? ''];
    if (!fetched.ok) problems.push({ path: where, found: fetched.found, allowed: fetched.allowed });
    else if (fetched.text.length < value.shortest) {
      const allowed = `at least ${value.shortest} characters`;
      problems.push({ path: where, found: `a secret of ${fetched.text.length} characters`, allowed });
    }
    return new Secret(fetched.ok ? fetched.text : '');
  }
  if (Array.isArray(value)) return value.map((item, at) => fetchSecrets(item, reader, problems, [...path, at]));
  if (value === null || typeof value !== 'object' || value instanceof PhoneNumber) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fetchSecrets(item, reader, problems, [...path, key])]),
  );
}

function wordsOf(fetched: Fetched | null, problems: Problem[]): readonly PlacedSecret[] {
  if (fetched === null) return [];
  if (!fetched.ok) {
    problems.push({ path: ['secrets', 'file'], found: fetched.found, allowed: fetched.allowed });
    return [];
  }
  return fetched.text.split(/\r?\n/).flatMap((line, at) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return [];
    if (WORD.test(text)) return [{ text, place: `line ${at + 1} of secrets.file` }];
    // A word that is too short to look for must not stand in the list as if it were guarded.
    const found = `a word too short to look for in its line ${at + 1}`;
    problems.push({ path: ['secrets', 'file'], found, allowed: WORD_ALLOWED });
    return [];
  });
}

function placed(texts: readonly string[], list: string): readonly PlacedSecret[] {
  return texts.map((text, at) => ({ text, place: `secrets.${list}[${at}]` }));
}

function checked(config: ParsedConfig, reader: SecretReader, tree: YamlTree): ConfigResult {
  const problems: Problem[] = [];
  const pack = countryPack(config.country);
  const { common, file } = config.secrets;
  const inFile = wordsOf(file === undefined ? null : reader.words(file), problems);
  const words = [...placed(config.secrets.words, 'words'), ...inFile];
  const hosts = placed(config.secrets.hosts, 'hosts');
  const numbers = [...config.secrets.numbers, ...config.sites.map((site) => site.number)];
  const parts = secretParts(words, hosts, common);
  problems.push(
    ...checkUnique(config),
    ...checkExtensions(config, pack),
    ...checkLinks(config),
    ...checkTrunks(config, pack),
    ...checkRules(config),
    ...checkCanary(config, pack),
    ...checkContacts(config, pack),
    ...checkInbound(config),
    ...checkVoicemail(config),
    ...checkCommon(common, words),
    ...checkShown(config, secretFinder({ words, numbers, hosts, parts }, pack)),
  );
  const whole = fetchSecrets(config, reader, problems) as Parameters<typeof completed>[0];
  if (problems.length > 0) return refused(located(problems, tree));
  // The log masks the spared words too: sparing a word says that the parent may show it, not that it may be written down.
  return { ok: true, config: completed(whole, words, secretParts(words, hosts, [])) };
}

/**
 * Texts → configuration. The first text is the main file, the others are laid over it in the order given. Apart from what `reader`
 * fetches it is pure, so a hot reload can try new texts and keep the old configuration when they do not hold. Never throws.
 */
export function parseConfig(texts: readonly ConfigText[], reader: SecretReader): ConfigResult {
  const problems: LocatedProblem[] = [];
  const trees = texts.map(({ name, text }) => {
    const read = readYaml(name, text);
    problems.push(...read.problems);
    return read.tree;
  });
  const [first, ...others] = trees;
  if (first === undefined) return { ok: false, problems: ['(no file):1 (root): found nothing; allowed: a file'] };
  const tree = others.reduce((earlier, later) => merged(earlier, later, problems), first);
  if (problems.length > 0) return refused(problems);
  const schema = configJsonSchema();
  const parsed = configSchema.safeParse(plainValue(tree, schema));
  if (!parsed.success) return refused(located(schemaProblems(parsed.error, schema, tree), tree));
  return checked(parsed.data, reader, tree);
}
