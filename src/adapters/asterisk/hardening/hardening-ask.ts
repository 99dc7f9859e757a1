import type { ConfTexts } from '../conf/conf-set.ts';
import type { PbxFile } from '../files/asterisk-text.ts';
import type { CarrierHost } from './endpoints.ts';

/** Who writes the PBX's configuration files. */
export type PbxKind = 'plain' | 'freepbx';

/** What the configuration (`drops:`) says of noticing lost calls. Seconds, where nothing else is said; 0: never. */
export interface DetectionAsk {
  readonly phoneRtpTimeout: number;
  readonly phoneRtpTimeoutHold: number;
  /** 0: phones are left alone. */
  readonly phoneQualifySeconds: number;
  readonly qualifyTimeoutSeconds: number;
  readonly rtcpIntervalMs: number;
}

/** What a hardening is worked out from. */
export interface HardeningAsk {
  /** Every `.conf` file of the PBX's configuration directory, one character a byte (latin1). */
  readonly texts: ConfTexts;
  readonly directory: string;
  readonly kind: PbxKind;
  /** The product's own files below `withheld/`. */
  readonly files: readonly PbxFile[];
  readonly carriers: readonly CarrierHost[];
  readonly extensions: readonly string[];
  /** What a person types, bare or behind an outside line. */
  readonly emergencyNumbers: readonly string[];
  /** Every string that means an emergency. */
  readonly emergencyStrings: readonly string[];
  /** Every code that workers dial about callers. */
  readonly codes: readonly string[];
  /** Where the PBX is to mirror its messages to, and under what name it does. */
  readonly mirror: { readonly host: string; readonly port: number };
  readonly detection: DetectionAsk;
  /** What every message says of the PBX. */
  readonly userAgent: string;
  /** Whether a text holds a name of the agency. */
  readonly isSecret: (text: string) => boolean;
}
