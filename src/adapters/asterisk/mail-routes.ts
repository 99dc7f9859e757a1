import { type MailRoutes, UNKNOWN_ROUTES } from '../../call/mail-routes.ts';
import type { Mailbox } from '../../call/mailbox.ts';
import type { MailRouteReader } from '../../ports/mail-routes.ts';
import type { ConfigSection } from '../../ports/pbx-settings.ts';
import { readConfigFile } from './audit/config-file.ts';

const SETTINGS = new Set(['general', 'zonemessages', 'ldap']);

/** A mailbox as voicemail.conf has it: `secret,name,email,pager,options` (Asterisk 22, app_voicemail.c, append_mailbox). */
function routesIn(value: string, general: ReadonlyMap<string, string>): MailRoutes {
  const [, , mail = '', pager = '', ...rest] = value.split(',').map((part) => part.trim());
  const options = rest.join(',').split('|');
  const attach = options
    .map((each) => /^\s*attach\s*=\s*(.*)$/i.exec(each)?.[1]?.trim())
    .findLast((each) => each !== undefined);
  const isAttached = !/^(?:no|false|off|n|f|0)$/i.test(attach ?? general.get('attach') ?? 'yes');
  // A program that is told of each message may send it anywhere.
  const isTold = (general.get('externnotify') ?? '') !== '';
  return {
    mail: mail !== '' || isTold ? 'present' : 'absent',
    textMessage: pager !== '' ? 'present' : 'absent',
    // Nothing is attached to a mail that nobody gets.
    attachment: isAttached && mail !== '' ? 'present' : 'absent',
  };
}

/** Several entries of one mailbox: a way out of any is one of it. */
function either(a: MailRoutes, b: MailRoutes): MailRoutes {
  const one = (key: keyof MailRoutes) => (a[key] === 'present' ? a[key] : b[key]);
  return { mail: one('mail'), textMessage: one('textMessage'), attachment: one('attachment') };
}

/** Reads where the PBX would send messages of a mailbox, from its own files: those of its voicemail, and where these say that a database says more. */
export class ConfiguredMailRoutes implements MailRouteReader {
  readonly #directory: string;

  /** `directory`: the PBX's configuration. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async of(box: Mailbox): Promise<MailRoutes> {
    const [voicemail, users, databases] = await Promise.all([
      readConfigFile(this.#directory, 'voicemail.conf'),
      readConfigFile(this.#directory, 'users.conf'),
      readConfigFile(this.#directory, 'extconfig.conf'),
    ]);
    if (!voicemail.known || !users.known || !databases.known) return UNKNOWN_ROUTES;
    // Asterisk looks for what it takes from a database without regard to capitals (main/config.c).
    if (databases.value.some(({ settings }) => settings.some(([key]) => /^(?:voicemail|users\.conf)/i.test(key))))
      return UNKNOWN_ROUTES;
    const general = new Map(
      voicemail.value
        .filter(({ name }) => name === 'general')
        .flatMap(({ settings }) => settings.map(([key, value]) => [key.toLowerCase(), value] as const)),
    );
    const entries = voicemail.value
      .filter(({ name }) => !SETTINGS.has(name.toLowerCase()))
      .flatMap(({ settings }) => settings.filter(([key]) => key === box).map(([, value]) => routesIn(value, general)));
    const none: MailRoutes = { mail: 'absent', textMessage: 'absent', attachment: 'absent' };
    return [...entries, ...users.value.filter(({ name }) => name === box).map(userRoutes)].reduce(either, none);
  }
}

/** A user of users.conf, who may have voicemail (app_voicemail.c, append_mailbox of `hasvoicemail`). */
function userRoutes({ settings }: ConfigSection): MailRoutes {
  const has = (...keys: readonly string[]) =>
    settings.some(([key, value]) => keys.includes(key.toLowerCase()) && value.trim() !== '');
  return {
    mail: has('email') ? 'present' : 'absent',
    textMessage: has('pager') ? 'present' : 'absent',
    attachment: has('email') ? 'present' : 'absent',
  };
}
