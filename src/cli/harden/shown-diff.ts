import type { FileChange } from '../../adapters/asterisk/hardening/hardening-plan.ts';
import { Scrubber } from '../../adapters/log/scrubber.ts';
import type { Config } from '../../config/config.ts';
import { oneLine } from '../output.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Settings whose value is a secret, wherever they stand. */
const PASSWORD =
  /^([ +-]?\s*(?:password|secret|md5_cred|remotesecret|dbpass|auth_pass|capture_password)\s*=>?\s*)(.*)$/i;
/** A mailbox begins with its password. */
const MAILBOX = /^([ +-]?\s*\d+\s*=>?\s*)([^,]*)(,.*)?$/;

function withoutPasswords(line: string, path: string): string {
  const setting = PASSWORD.exec(line);
  if (setting !== null) return `${setting[1]}[secret]`;
  const mailbox = path.endsWith('voicemail.conf') ? MAILBOX.exec(line) : null;
  return mailbox === null ? line : `${mailbox[1]}[secret]${mailbox[3] ?? ''}`;
}

/**
 * The changes of a plan, file by file, as lines to print. Passwords are never shown; numbers, names and secret words only where
 * `showValues` says so. Control characters are made visible.
 */
export function shownDiff(changes: readonly FileChange[], config: Config, showValues: boolean): readonly string[] {
  const { words, hosts, parts } = config.secrets;
  const scrubber = new Scrubber([...words, ...hosts], parts);
  const text = (bytes: string | null) => (bytes === null ? null : Buffer.from(bytes, 'latin1').toString('utf8'));
  return changes.flatMap(({ path, before, after }) => {
    const diff = unifiedDiff(path, text(before), text(after));
    return diff.split('\n').map((line) => {
      const open = withoutPasswords(line.replaceAll('\t', '    ').replace(/\r$/, ''), path);
      const isHead = /^(?:---|\+\+\+|@@) /.test(line);
      return oneLine(showValues || isHead ? open : scrubber.scrub(open));
    });
  });
}
