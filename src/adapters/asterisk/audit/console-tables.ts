import type { AmiUser, AriUser, Listener, LogChannel } from '../../../ports/pbx-settings.ts';

/** Readers of what the console prints (Asterisk 16 to 22). Each gives `null` for what it does not understand. Pure. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours that Asterisk prints begin with one
const COLOURS = /\u001b\[[0-9;]*m/g;

function withoutColours(printed: string): string {
  return printed.replace(COLOURS, '');
}

/** The value behind `Label:`, `null` when there is no such line. */
export function labelled(printed: string, label: string): string | null {
  const shape = new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}:[ \\t]*(.*?)[ \\t]*$`, 'm');
  return shape.exec(printed)?.[1] ?? null;
}

function switched(printed: string, label: string, words: Readonly<Record<string, boolean>>): boolean | null {
  const value = labelled(printed, label);
  return value === null ? null : (words[value] ?? null);
}

const ENABLED = { Enabled: true, Disabled: false };

export function realtimeIn(printed: string): boolean | null {
  return switched(printed, 'Realtime Architecture (ARA)', ENABLED);
}

export function coreDumpsIn(printed: string): boolean | null {
  return switched(printed, 'Dump core on crash', { Yes: true, No: false });
}

export function callRecordsIn(printed: string): { readonly enabled: boolean; readonly kept: readonly string[] } | null {
  const enabled = switched(printed, 'Logging', ENABLED);
  if (enabled === null) return null;
  const [, listed = ''] = /\* Registered Backends\s*\n\s*-+\n([\s\S]*)/.exec(printed) ?? [];
  const kept = listed.split('\n').map((line) => line.trim());
  return { enabled, kept: kept.filter((line) => line !== '' && line !== '(none)') };
}

export function eventRecordsIn(printed: string): boolean | null {
  return switched(printed, 'CEL Logging', ENABLED);
}

/** Channels that are switched on. */
export function logChannelsIn(printed: string): readonly LogChannel[] | null {
  const [, listed] = /^-{5,}[ -]*$\n([\s\S]*)/m.exec(printed) ?? [];
  if (listed === undefined) return null;
  const rows = listed.split('\n').filter((line) => line.trim() !== '');
  const channels = rows.map((row) => /^(\S+)\s+(\S+)\s+(?:\S+\s+)?(Enabled|Disabled)\s+(?:- )?(.*)$/.exec(row));
  if (channels.includes(null)) return null;
  return channels.flatMap((row) => {
    const [, name = '', type = '', state = '', levels = ''] = row ?? [];
    return state === 'Enabled' ? [{ name, type, levels: levels.split(/\s+/).filter((level) => level !== '') }] : [];
  });
}

/** Names of the features of `[applicationmap]`. */
export function keyApplicationsIn(printed: string): readonly string[] | null {
  const [, listed] = /^Dynamic Feature .*\n-.*\n([\s\S]*?)(?:\n\s*\n|$)/m.exec(printed) ?? [];
  if (listed === undefined) return null;
  const names = listed.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  return names.filter((name) => name !== '' && name !== '(none)');
}

/** The STUN server, `''` when none is asked. */
export function stunIn(printed: string): string | null {
  const state = labelled(printed, 'STUN');
  if (state !== null) return /^disabled$/i.test(state) ? '' : (labelled(printed, 'Address') ?? state);
  const address = labelled(printed, 'STUN address');
  return address === null ? null : address === '0.0.0.0:0' ? '' : address;
}

/** Names of global variables. */
export function globalsIn(printed: string): readonly string[] | null {
  const [, count] = /-- (\d+) variables?\(s\)/.exec(printed) ?? [];
  const names = [...printed.matchAll(/^ {3}([^\s=]+)=/gm)].map(([, name = '']) => name);
  // A value may hold a line break: then there are more lines than variables.
  return count !== undefined && names.length >= Number(count) ? names : null;
}

/** What queues ring. */
export function queueMembersIn(printed: string): readonly string[] | null {
  const members: string[] = [];
  let listing = false;
  for (const line of withoutColours(printed).split('\n')) {
    if (/^\s+(?:Members:|No Members|No Callers|Callers:)/.test(line)) listing = /Members:/.test(line);
    else if (line.trim() === '') listing = false;
    else if (listing) {
      const [, inBrackets, alone] = /^\s+(?:.*?\(([A-Za-z0-9]+\/[^\s)]+)[^)]*\)|([A-Za-z0-9]+\/\S+))/.exec(line) ?? [];
      const startsWith = /^\s+([A-Za-z0-9]+\/\S+)/.exec(line)?.[1];
      const member = startsWith ?? inBrackets ?? alone;
      if (member === undefined) return null;
      members.push(member);
    }
  }
  return members;
}

/** Names of AMI users. */
export function amiUserNamesIn(printed: string): readonly string[] | null {
  const [, listed] = /^username\s*\n-+\s*\n([\s\S]*?)^-+\s*$/m.exec(printed) ?? [];
  if (listed === undefined) return /There are no manager users|no users/i.test(printed) ? [] : null;
  return listed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function amiUserIn(name: string, printed: string): AmiUser | null {
  const rights = (label: string): readonly string[] | null => {
    const value = labelled(printed, label);
    return value === null ? null : value.split(',').filter((right) => right !== '' && !/^<.*>$/.test(right));
  };
  const read = rights('read perm');
  const write = rights('write perm');
  return read === null || write === null ? null : { name, read, write };
}

export function ariUsersIn(printed: string): readonly AriUser[] | null {
  const [, listed] = /^r\/o\?.*\n-.*\n([\s\S]*)/m.exec(printed) ?? [];
  if (listed === undefined) return null;
  const rows = listed.split('\n').filter((line) => line.trim() !== '');
  const users = rows.map((row) => /^(Yes|No)\s+(?:(?:Yes|No)\s+)?(\S+)\s*$/.exec(row));
  if (users.includes(null)) return null;
  return users.map((row) => ({ name: row?.[2] ?? '', readOnly: row?.[1] === 'Yes' }));
}

function withoutPort(address: string): string {
  return address.replace(/:[0-9]+$/, '');
}

export function amiListenersIn(printed: string): readonly Listener[] | null {
  const enabled = labelled(printed, 'Manager (AMI)');
  const plain = labelled(printed, 'TCP Bindaddress');
  if (enabled === null || plain === null) return null;
  if (!/^Yes/.test(enabled)) return [];
  const all = [plain, labelled(printed, 'TLS Bindaddress') ?? 'Disabled'];
  return all.filter((each) => each !== 'Disabled').map((each) => ({ service: 'AMI', address: withoutPort(each) }));
}

export function httpListenersIn(printed: string): readonly Listener[] | null {
  const bound = [...printed.matchAll(/Server Enabled and Bound to (\S+)/g)].map(([, address = '']) => address);
  if (bound.length === 0 && !/Server Disabled/.test(printed)) return null;
  return bound.map((address) => ({ service: 'HTTP', address: withoutPort(address) }));
}

/**
 * Names that a `pjsip list` prints in its first column, `null` when they are not as many as it says. `mark`: what a line begins with,
 * `''` where the name itself does. What follows a slash is not part of the name.
 */
export function listedNames(printed: string, mark: string): readonly string[] | null {
  if (/No objects found/i.test(printed)) return [];
  const [, count] = /^Objects found: (\d+)$/m.exec(printed) ?? [];
  const [, listed = ''] = /^=+\s*\n([\s\S]*)/m.exec(printed) ?? [];
  const shape = new RegExp(`^\\s*${mark}\\s*([^\\s/<]+)`);
  const rows = listed
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^Objects found/.test(line) && line.includes(mark));
  const names = rows.flatMap((row) => shape.exec(row)?.[1] ?? []);
  return count !== undefined && names.length === Number(count) ? names : null;
}

/** User names by section, of `pjsip list auths`. */
export function accountsIn(printed: string): ReadonlyMap<string, string> | null {
  const names = listedNames(printed, 'Auth:');
  if (names === null) return null;
  const rows = [...printed.matchAll(/^\s*(?:I\/O)?Auth: +([^\s/<]+)\/(.*?)\s*$/gm)];
  const accounts = new Map(rows.map(([, name = '', user = '']) => [name, user]));
  return accounts.size === names.length ? accounts : null;
}

/** What `pjsip show settings` prints of one section. */
export function settingsIn(printed: string): ReadonlyMap<string, string> | null {
  const rows = [...printed.matchAll(/^ (\S+) +: ?(.*)$/gm)].filter(([, name]) => name !== 'ParameterName');
  return rows.length === 0 ? null : new Map(rows.map(([, name = '', value = '']) => [name, value.trim()]));
}
