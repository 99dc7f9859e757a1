import type { PbxSettings } from '../../ports/pbx-settings.ts';

/** What kind of secret a text holds; `null`: none. */
export type SecretSearch = (text: string) => 'word' | 'number' | 'host' | null;

/** A PJSIP object as the product writes it. */
export interface WrittenObject {
  readonly name: string;
  readonly type: string;
  /** As the PBX must show them. Variables of `set_var` stand among them under their own name. */
  readonly options: ReadonlyMap<string, string>;
}

/** A context of the dialplan as the product writes it. */
export interface WrittenContext {
  /** Extension → its steps in order, each as `Application(data)`. */
  readonly extensions: ReadonlyMap<string, readonly string[]>;
  readonly includes: readonly string[];
}

/** What the configuration (`drops:`) says of noticing lost calls. Seconds, where nothing else is said; 0: never. */
export interface DetectionSettings {
  readonly phoneRtpTimeout: number;
  readonly phoneRtpTimeoutHold: number;
  readonly phoneQualifySeconds: number;
  readonly rtcpIntervalMs: number;
}

/** What the configuration of the product says must be, and what must not be shown. */
export interface House {
  /** Everything of PJSIP that the product writes: doors, their AORs, registrations, what the leak tests need. */
  readonly written: readonly WrittenObject[];
  /** Names of the doors that lead to carriers, emergency doors aside. */
  readonly ordinaryDoors: ReadonlySet<string>;
  readonly emergencyDoors: ReadonlySet<string>;
  /** Options of a PJSIP endpoint for which nothing is set. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Contexts that are the product's alone. */
  readonly contexts: ReadonlySet<string>;
  /** Every context the product writes into, line by line: the contexts of carriers are not its alone. */
  readonly dialplan: ReadonlyMap<string, WrittenContext>;
  /** What is dialled for help, in every form. */
  readonly emergencyNumbers: readonly string[];
  /** Phones, by the name of their endpoint. */
  readonly extensions: ReadonlySet<string>;
  /** The parent's numbers: they may be shown. */
  readonly shownNumbers: readonly string[];
  readonly amiUser: string;
  readonly ariUser: string;
  readonly detection: DetectionSettings;
  readonly secret: SecretSearch;
}

/** What the rules are given. */
export interface Audited {
  readonly settings: PbxSettings;
  readonly house: House;
}

/** The endpoints the product writes: the doors, and those of the leak tests. */
export function writtenEndpoints({ written }: House): readonly WrittenObject[] {
  return written.filter(({ type }) => type === 'endpoint');
}

/** The doors to carriers. */
export function doorsOf(house: House): readonly WrittenObject[] {
  return writtenEndpoints(house).filter(({ name }) => house.ordinaryDoors.has(name) || house.emergencyDoors.has(name));
}
