/** A setting of the PBX: what it is and where it was read, or why it could not be. `from`: `live`, the running PBX, or the name of a file. */
export type Reading<T> =
  | { readonly known: true; readonly from: string; readonly value: T }
  | { readonly known: false; readonly from: string; readonly why: string };

/** An object of PJSIP as it is in force. Variables given by `set_var` stand among the options under their own name. */
export interface PjsipObject {
  readonly name: string;
  /** `null`: this one could not be read. */
  readonly options: ReadonlyMap<string, string> | null;
}

export interface DialplanStep {
  /** The extension or pattern, as the PBX prints it. */
  readonly extension: string;
  readonly priority: string;
  readonly application: string;
  readonly data: string;
  /** `false`: the PBX printed only its beginning. */
  readonly whole: boolean;
}

export interface DialplanContext {
  readonly name: string;
  readonly steps: readonly DialplanStep[];
  /** Names of included contexts, in order; those bound to a time keep it behind `|`. */
  readonly includes: readonly string[];
  /** Where else the PBX looks: databases, other PBXs. */
  readonly switches: readonly string[];
}

export interface LogChannel {
  readonly name: string;
  readonly type: string;
  readonly levels: readonly string[];
}

export interface AmiUser {
  readonly name: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
}

export interface AriUser {
  readonly name: string;
  readonly readOnly: boolean;
}

export interface Listener {
  readonly service: 'AMI' | 'HTTP';
  /** Without the port. */
  readonly address: string;
}

export interface TransportCertificate {
  readonly transport: string;
  /** Subject and further names; `null`: the file could not be read. */
  readonly names: string | null;
}

/** A section of a configuration file, with what it inherits and what was included. Order and repetition are those of the file. */
export interface ConfigSection {
  readonly name: string;
  readonly settings: readonly (readonly [key: string, value: string])[];
}

/** Everything the audit looks at. What belongs to a module that does not run is known, and empty. */
export interface PbxSettings {
  readonly version: Reading<string>;
  readonly modules: Reading<ReadonlySet<string>>;
  /** Whether parts of the configuration come out of a database. */
  readonly realtime: Reading<boolean>;
  readonly coreDumps: Reading<boolean>;
  readonly endpoints: Reading<readonly PjsipObject[]>;
  readonly aors: Reading<readonly PjsipObject[]>;
  readonly registrations: Reading<readonly PjsipObject[]>;
  readonly identifies: Reading<readonly PjsipObject[]>;
  readonly transports: Reading<readonly PjsipObject[]>;
  readonly pjsipGlobal: Reading<ReadonlyMap<string, string>>;
  /** User names that PJSIP logs in with or asks for, by the name of their section. */
  readonly accounts: Reading<ReadonlyMap<string, string>>;
  readonly certificates: Reading<readonly TransportCertificate[]>;
  /** Private IPv4 addresses of this machine's network cards. */
  readonly insideAddresses: Reading<readonly string[]>;
  /** Address of the STUN server the PBX asks, `null` when it asks none. */
  readonly stun: Reading<string | null>;
  readonly callRecords: Reading<{ readonly enabled: boolean; readonly kept: readonly string[] }>;
  readonly eventRecords: Reading<boolean>;
  readonly logChannels: Reading<readonly LogChannel[]>;
  /** Applications that a key code starts during a call. */
  readonly keyApplications: Reading<readonly string[]>;
  readonly dialplan: Reading<readonly DialplanContext[]>;
  /** Names of global variables. */
  readonly globals: Reading<readonly string[]>;
  /** What queues ring, as a technology and a resource. */
  readonly queueMembers: Reading<readonly string[]>;
  readonly amiUsers: Reading<readonly AmiUser[]>;
  readonly ariUsers: Reading<readonly AriUser[]>;
  readonly listeners: Reading<readonly Listener[]>;
  readonly voicemail: Reading<readonly ConfigSection[]>;
  /** `logger.conf`; empty when no queues run: what else it says, the running PBX tells. */
  readonly queueLog: Reading<readonly ConfigSection[]>;
  readonly mirror: Reading<readonly ConfigSection[]>;
  readonly rtp: Reading<readonly ConfigSection[]>;
  readonly iax: Reading<readonly ConfigSection[]>;
  readonly dahdi: Reading<readonly ConfigSection[]>;
  readonly options: Reading<readonly ConfigSection[]>;
  readonly stirShaken: Reading<readonly ConfigSection[]>;
  readonly geolocation: Reading<readonly ConfigSection[]>;
  readonly pjsipFile: Reading<readonly ConfigSection[]>;
}
