import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DEBIAN = /^https?:\/\/\S*\/debian\/?$/;

/** Where this machine gets Debian packages from, and the keys they are signed with. */
export interface DebianMirror {
  readonly uri: string;
  readonly keyring: string;
}

function named(directory: string, pattern: RegExp): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => pattern.test(name))
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** apt's source texts, then the mirror lists that Debian's cloud images point at (`URIs: mirror+file:/etc/apt/mirrors/debian.list`). */
function texts(directory: string): string[] {
  const paths = [
    join(directory, 'sources.list'),
    ...named(join(directory, 'sources.list.d'), /\.(list|sources)$/),
    ...named(join(directory, 'mirrors'), /\.list$/),
  ];
  return paths.flatMap((path) => {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      return [];
    }
  });
}

function urisOf(line: string): string[] {
  if (/^\s*deb\s/.test(line))
    return line
      .replace(/\[[^\]]*\]/, '')
      .trim()
      .split(/\s+/)
      .slice(1, 2);
  if (/^https?:/.test(line)) return line.split(/\s+/).slice(0, 1);
  const uris = /^URIs:\s*(.*)$/i.exec(line);
  return uris === null ? [] : (uris[1] ?? '').split(/\s+/);
}

/**
 * The mirrors named in apt's source texts that end in `/debian`: not the security archive, not other people's. Read are the one-line form
 * (`deb [options] URI suite component`), the deb822 form (`URIs:`, folded lines, `Enabled: no`; sources.list(5)) and mirror lists (one URI
 * to a line, apt-transport-mirror(1)). Pure.
 */
export function debianUris(sources: readonly string[]): readonly string[] {
  const stanzas = sources.flatMap((text) =>
    text
      .replace(/\r/g, '')
      .replace(/^\s*#.*\n?/gm, '')
      .split(/\n\s*\n/),
  );
  const lines = stanzas
    .filter((stanza) => !/^Enabled:\s*(no|false|without|off|disable|0)\s*$/im.test(stanza))
    .flatMap((stanza) => stanza.replace(/\n[ \t]+(?!deb\s)/g, ' ').split('\n'));
  return [
    ...new Set(
      lines
        .flatMap(urisOf)
        .filter((word) => DEBIAN.test(word))
        .map((word) => word.replace(/\/$/, '')),
    ),
  ];
}

/** The first Debian mirror of this machine, or `null` when it has none (another distribution, or none configured). */
export function debianMirror(aptDirectory = '/etc/apt'): DebianMirror | null {
  const [uri] = debianUris(texts(aptDirectory));
  return uri === undefined ? null : { uri, keyring: KEYRING };
}
