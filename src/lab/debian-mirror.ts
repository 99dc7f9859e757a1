import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DEBIAN = /^https?:\/\/\S*\/debian\/?$/;

/** Where this machine gets Debian packages from, and the keys they are signed with. */
export interface DebianMirror {
  readonly uri: string;
  readonly keyring: string;
}

function texts(directory: string): string[] {
  const parts = join(directory, 'sources.list.d');
  const names = (() => {
    try {
      return readdirSync(parts).filter((name) => /\.(list|sources)$/.test(name));
    } catch {
      return [];
    }
  })();
  return [join(directory, 'sources.list'), ...names.map((name) => join(parts, name))].flatMap((path) => {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      return [];
    }
  });
}

/**
 * The mirrors named in apt's source texts, both in the one-line form (`deb [options] URI suite component`) and in the deb822 form
 * (`URIs:`, sources.list(5)), that end in `/debian`: not the security archive, not other people's. Pure.
 */
export function debianUris(sources: readonly string[]): readonly string[] {
  const lines = sources.flatMap((text) => text.split('\n')).filter((line) => !line.startsWith('#'));
  const words = lines.flatMap((line) => {
    if (/^deb\s/.test(line))
      return line
        .replace(/\[[^\]]*\]/, '')
        .split(/\s+/)
        .slice(1, 2);
    const uris = /^URIs:\s*(.*)$/i.exec(line);
    return uris === null ? [] : (uris[1] ?? '').split(/\s+/);
  });
  return [...new Set(words.filter((word) => DEBIAN.test(word)).map((word) => word.replace(/\/$/, '')))];
}

/** The first Debian mirror of this machine, or `null` when it has none (another distribution, or none configured). */
export function debianMirror(aptDirectory = '/etc/apt'): DebianMirror | null {
  const [uri] = debianUris(texts(aptDirectory));
  return uri === undefined ? null : { uri, keyring: KEYRING };
}
