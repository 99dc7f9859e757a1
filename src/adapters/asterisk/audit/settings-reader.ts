import { realpath } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { FailureCode } from '../../../failure.ts';
import type { PbxAnswer } from '../../../ports/pbx.ts';
import type {
  AmiUser,
  ConfigSection,
  PbxSettings,
  PjsipObject,
  Reading,
  TransportCertificate,
} from '../../../ports/pbx-settings.ts';
import { preflight } from '../ari/preflight.ts';
import { AriRequester, type AriTarget } from '../ari/requester.ts';
import { PbxConsole } from '../console.ts';
import { LINK_TIMING } from '../link-timing.ts';
import { AskedOnce, known, readAs, unknown } from './asked-once.ts';
import { namesInCertificate } from './certificate.ts';
import { readConfigFile } from './config-file.ts';
import {
  accountsIn,
  amiListenersIn,
  amiUserIn,
  amiUserNamesIn,
  ariUsersIn,
  callRecordsIn,
  coreDumpsIn,
  eventRecordsIn,
  globalsIn,
  httpListenersIn,
  keyApplicationsIn,
  labelled,
  listedNames,
  logChannelsIn,
  queueMembersIn,
  realtimeIn,
  settingsIn,
  stunIn,
} from './console-tables.ts';
import { dialplanListing } from './dialplan-listing.ts';

export interface SettingsSource {
  readonly ari: AriTarget;
  /** Words that run the console, without `-rx`. */
  readonly console: readonly string[];
  /** The PBX's configuration files. */
  readonly directory: string;
}

/** What was read. `trouble`: why ARI gave nothing. `consoleGone`: the console gave nothing, or stopped answering. */
export interface ReadSettings {
  readonly settings: PbxSettings;
  readonly trouble: FailureCode | null;
  readonly consoleGone: boolean;
}

const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.)/;
const SETTINGS = 'core show settings';

function insideAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((cards) => cards ?? []);
  return all
    .filter(({ internal, family, address }) => !internal && family === 'IPv4' && PRIVATE.test(address))
    .map(({ address }) => address);
}

/** Reads the configuration of a PBX as it is in force: from the running PBX, and from its files where that does not tell. Changes nothing. */
export class SettingsReader {
  readonly #source: SettingsSource;
  readonly #requester: AriRequester;
  readonly #pbx: AskedOnce;

  constructor(source: SettingsSource) {
    this.#source = source;
    this.#requester = new AriRequester(source.ari, LINK_TIMING);
    this.#pbx = new AskedOnce(new PbxConsole(source.console), this.#requester);
  }

  /** One look. Never rejects; what could not be read says so. The object cannot be used again. */
  async read(): Promise<ReadSettings> {
    try {
      const trouble = await preflight(this.#requester, this.#source.ari, false);
      const settings = {
        ...(await this.#pjsip()),
        ...(await this.#machine()),
        ...(await this.#dialplan()),
        ...(await this.#files()),
      };
      return { settings, trouble, consoleGone: this.#pbx.consoleGone };
    } finally {
      await this.#requester.close();
    }
  }

  async #console<T>(command: string, read: (printed: string) => T | null): Promise<Reading<T>> {
    return readAs(await this.#pbx.ask(command), read);
  }

  /** A command of a module: empty when the module does not run. */
  async #ofModule<T>(
    module: string,
    command: string,
    read: (printed: string) => T | null,
    empty: T,
  ): Promise<Reading<T>> {
    const modules = await this.#modules();
    if (modules.known && !modules.value.has(module)) return known(empty);
    return await this.#console(command, read);
  }

  #asked: Promise<Reading<ReadonlySet<string>>> | null = null;

  #modules(): Promise<Reading<ReadonlySet<string>>> {
    this.#asked ??= this.#pbx.modules();
    return this.#asked;
  }

  async #objects(type: string, names: Reading<readonly string[]>): Promise<Reading<readonly PjsipObject[]>> {
    if (!names.known) return names;
    const objects: PjsipObject[] = [];
    for (const name of [...new Set(names.value)]) objects.push({ name, options: await this.#pbx.options(type, name) });
    return known(objects);
  }

  async #pjsip() {
    const endpoints = await this.#objects('endpoint', await this.#endpointNames());
    const aorNames = endpoints.known
      ? endpoints.value.flatMap(({ options }) => (options?.get('aors') ?? '').split(',').map((name) => name.trim()))
      : [];
    const aors = endpoints.known
      ? await this.#objects('aor', known(aorNames.filter((name) => name !== '')))
      : unknown<readonly PjsipObject[]>(endpoints.why);
    const registrations = await this.#objects(
      'registration',
      await this.#ofModule(
        'res_pjsip_outbound_registration.so',
        'pjsip list registrations',
        (text) => listedNames(text, ''),
        [],
      ),
    );
    const identifies = await this.#objects(
      'identify',
      await this.#ofModule(
        'res_pjsip_endpoint_identifier_ip.so',
        'pjsip list identifies',
        (text) => listedNames(text, 'Identify:'),
        [],
      ),
    );
    const transports = await this.#objects(
      'transport',
      await this.#console('pjsip list transports', (text) => listedNames(text, 'Transport:')),
    );
    return {
      endpoints,
      aors,
      registrations,
      identifies,
      transports,
      pjsipGlobal: await this.#console('pjsip show settings', settingsIn),
      accounts: await this.#console('pjsip list auths', accountsIn),
      certificates: await this.#certificates(transports),
    };
  }

  /** The console cuts long names off and ARI keeps those of endpoints that are gone: what both say is right. Without a console, too many. */
  async #endpointNames(): Promise<Reading<readonly string[]>> {
    const listed = await this.#console('pjsip list endpoints', (text) => listedNames(text, 'Endpoint:'));
    const remembered = await this.#pbx.endpointNames();
    if (!listed.known || !remembered.known) return remembered;
    return known(
      listed.value.flatMap((name) => {
        const longer = remembered.value.filter((each) => each.startsWith(name));
        return longer.includes(name) || longer.length === 0 ? [name] : longer;
      }),
    );
  }

  async #certificates(transports: Reading<readonly PjsipObject[]>): Promise<Reading<readonly TransportCertificate[]>> {
    if (!transports.known) return unknown(transports.why);
    const all: TransportCertificate[] = [];
    for (const { name, options } of transports.value) {
      const file = options?.get('cert_file') ?? '';
      if (file === '') continue;
      const path = isAbsolute(file) ? file : join(this.#source.directory, file);
      all.push({ transport: name, names: await namesInCertificate(path) });
    }
    return known(all);
  }

  async #machine() {
    const stun = await this.#ofModule('res_rtp_asterisk.so', 'rtp show settings', stunIn, '');
    const ami = await this.#console('manager show settings', amiListenersIn);
    const http = await this.#console('http show status', httpListenersIn);
    return {
      version: await this.#console(SETTINGS, (text) => labelled(text, 'Version')),
      modules: await this.#modules(),
      realtime: await this.#console(SETTINGS, realtimeIn),
      coreDumps: await this.#console(SETTINGS, coreDumpsIn),
      insideAddresses: known(insideAddresses()),
      stun: stun.known ? known(stun.value === '' ? null : stun.value) : unknown<string | null>(stun.why),
      callRecords: await this.#console('cdr show status', callRecordsIn),
      eventRecords: await this.#console('cel show status', eventRecordsIn),
      logChannels: await this.#console('logger show channels', logChannelsIn),
      keyApplications: await this.#console('features show', keyApplicationsIn),
      amiUsers: await this.#amiUsers(),
      ariUsers: await this.#ofModule('res_ari.so', 'ari show users', ariUsersIn, []),
      listeners: ami.known ? (http.known ? known([...ami.value, ...http.value]) : http) : ami,
    };
  }

  async #amiUsers(): Promise<Reading<readonly AmiUser[]>> {
    const names = await this.#console('manager show users', amiUserNamesIn);
    if (!names.known) return names;
    const users: AmiUser[] = [];
    for (const name of names.value) {
      const user = await this.#console(`manager show user ${name}`, (text) => amiUserIn(name, text));
      if (!user.known) return user;
      users.push(user.value);
    }
    return known(users);
  }

  async #dialplan() {
    return {
      dialplan: await this.#console('dialplan show', dialplanListing),
      globals: await this.#console('dialplan show globals', globalsIn),
      queueMembers: await this.#ofModule('app_queue.so', 'queue show', queueMembersIn, []),
    };
  }

  async #files() {
    const elsewhere = await this.#elsewhere(await this.#pbx.ask(SETTINGS));
    const modules = await this.#modules();
    /** `module`: the beginning of the name of the one that reads the file; `null`: it is always read. */
    const read = async (name: string, module: string | null): Promise<Reading<readonly ConfigSection[]>> => {
      if (module !== null && modules.known && ![...modules.value].some((each) => each.startsWith(module)))
        return known([]);
      return elsewhere === null ? await readConfigFile(this.#source.directory, name) : unknown(elsewhere, name);
    };
    return {
      voicemail: await read('voicemail.conf', 'app_voicemail'),
      queueLog: await read('logger.conf', 'app_queue.so'),
      mirror: await read('hep.conf', 'res_hep.so'),
      rtp: await read('rtp.conf', 'res_rtp_asterisk.so'),
      iax: await read('iax.conf', 'chan_iax2.so'),
      dahdi: await read('chan_dahdi.conf', 'chan_dahdi.so'),
      options: await read('asterisk.conf', null),
      stirShaken: await read('stir_shaken.conf', 'res_stir_shaken.so'),
      geolocation: await read('geolocation.conf', 'res_geolocation.so'),
      pjsipFile: await read('pjsip.conf', null),
    };
  }

  /** Why the files of `asterisk.directory` say nothing about this PBX; `null` when they do. */
  async #elsewhere(settings: PbxAnswer<string>): Promise<string | null> {
    const { directory } = this.#source;
    const here = await realpath(directory).catch(() => null);
    if (here === null) return 'asterisk.directory is not there or may not be entered';
    if (settings.outcome !== 'ok') return null;
    const own = labelled(settings.value, 'Configuration directory');
    if (own === null) return null;
    return (await realpath(own).catch(() => own)) === here
      ? null
      : "asterisk.directory is not the running PBX's directory";
  }
}
