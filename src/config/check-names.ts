import type { CountryPack } from '../identity/country-pack.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

interface Named {
  readonly path: Path;
  readonly name: string;
}

function twice(all: readonly Named[], allowed: string): readonly Problem[] {
  const seen = new Set<string>();
  return all.flatMap(({ path, name }) => {
    if (seen.has(name)) return [{ path, found: 'the same a second time', allowed }];
    seen.add(name);
    return [];
  });
}

/** Names that must be unique. */
export function checkUnique(config: ParsedConfig): readonly Problem[] {
  const { organisation, sites, trunks, rules } = config;
  const extensions = sites.flatMap((site, at) =>
    site.extensions.map((name, index) => ({ path: ['sites', at, 'extensions', index], name })),
  );
  return [
    ...twice(
      organisation.numbers.map((n, at) => ({ path: ['organisation', 'numbers', at], name: n.reveal() })),
      'each number once',
    ),
    ...twice(
      sites.map(({ id }, at) => ({ path: ['sites', at, 'id'], name: id })),
      'each id once',
    ),
    ...twice(extensions, 'an extension in one site only: it decides which address emergency services see'),
    ...twice(
      trunks.map(({ id }, at) => ({ path: ['trunks', at, 'id'], name: id })),
      'each id once',
    ),
    ...twice(
      rules.map(({ name }, at) => ({ path: ['rules', at, 'name'], name })),
      'each name once',
    ),
  ];
}

/** An outside line must not swallow an emergency number or its beginning in a way that leaves another emergency number. */
export function checkOutsideLines(config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  const lines = config.outside_line.map((name, at) => ({ path: ['outside_line', at], name }));
  const codes = new Set([...pack.typed.withhold, ...pack.typed.present]);
  const clash = lines.filter(({ name }) => codes.has(name));
  return [
    ...twice(lines, 'each once'),
    ...clash.map(({ path }) => ({ path, found: 'a CLIR code of this country', allowed: 'other digits' })),
  ];
}

/** The addresses at which we speak in clear must be our own machine. */
export function checkLinks(config: ParsedConfig): readonly Problem[] {
  const { url } = config.asterisk.ari;
  const path: Path = ['asterisk', 'ari', 'url'];
  const allowed = 'http://127.0.0.1:PORT, http://localhost:PORT, http://[::1]:PORT or https://HOST:PORT';
  if (!URL.canParse(url)) return [{ path, found: 'text that is not a URL', allowed }];
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return [];
  return [{ path, found: 'plain http to another machine', allowed }];
}
