/**
 * Text that is going into an Asterisk configuration file. The configuration was already refused if it held such characters; this is the
 * second look, because a line break or a semicolon here would change what the PBX does.
 */
export function settingValue(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(value)) throw new RangeError('control character in a PBX setting');
  // Asterisk 22 main/config.c: an unescaped semicolon begins a comment.
  return value.replaceAll(';', '\\;');
}

/** `key=value` for a sorcery or static configuration file. */
export function setting(key: string, value: string): string {
  return `${key}=${settingValue(value)}`;
}

/** One file to write below the PBX's configuration directory. `path` is relative to it. */
export interface PbxFile {
  readonly path: string;
  readonly text: string;
}

export const GENERATED_NOTICE =
  '; Written by Withheld from its configuration. Do not edit: change withheld.yaml and write it again.';
