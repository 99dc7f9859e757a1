import type { CountryPack } from '../identity/country-pack.ts';
import { emergencyStrings } from '../identity/emergency-strings.ts';
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
  const { organisation, outside_line, sites, trunks, rules } = config;
  const extensions = sites.flatMap((site, at) =>
    site.extensions.map((name, index) => ({ path: ['sites', at, 'extensions', index], name })),
  );
  return [
    ...twice(
      outside_line.map((name, at) => ({ path: ['outside_line', at], name })),
      'each once',
    ),
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

/** What a phone dials to reach a colleague must not be what it dials for help. */
export function checkExtensions(config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  const emergency = emergencyStrings(pack, config.outside_line);
  const allowed = 'an extension that is no emergency number, bare or behind a code or an outside line';
  return config.sites.flatMap(({ extensions }, at) =>
    extensions.flatMap((name, index) =>
      emergency.has(name)
        ? [{ path: ['sites', at, 'extensions', index], found: 'digits that call the emergency service', allowed }]
        : [],
    ),
  );
}

/** The addresses at which we speak in clear must be our own machine. */
export function checkLinks(config: ParsedConfig): readonly Problem[] {
  const { ami, ari } = config.asterisk;
  const { host, port } = config.console;
  const { url } = ari;
  const path: Path = ['asterisk', 'ari', 'url'];
  const allowed = 'http://127.x.x.x:PORT, http://localhost:PORT, http://[::1]:PORT or https://HOST:PORT';
  if (!URL.canParse(url)) return [{ path, found: 'text that is not a URL', allowed }];
  const { protocol, hostname, port: ariPort } = new URL(url);
  const others = [`${ami.host}:${ami.port}`, `${hostname}:${ariPort || (protocol === 'https:' ? '443' : '80')}`];
  const taken = others.includes(`${host}:${port}`)
    ? [
        {
          path: ['console', 'port'],
          found: "a port of the PBX's own",
          allowed: 'a port of this machine that nothing else uses',
        },
      ]
    : [];
  if (protocol === 'https:' || /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)) return taken;
  return [...taken, { path, found: 'plain http to another machine', allowed }];
}
