import type { FailureCode } from '../failure.ts';
import type { PbxAnswer } from './pbx.ts';

export interface PbxVersion {
  /** As the PBX says it, e.g. `22.10.1+dfsg`. */
  readonly version: string;
  /** Epoch milliseconds, the PBX's clock. */
  readonly startedAt: number;
  readonly reloadedAt: number;
}

export interface PbxModule {
  /** E.g. `res_hep.so`; parts built into the PBX have no `.so`. */
  readonly name: string;
  readonly running: boolean;
}

/** What our AMI user may do, by Asterisk's privilege class. It needs `call` and must have nothing else. */
export interface ActingRights {
  readonly call: boolean;
  readonly originate: boolean;
  readonly command: boolean;
  readonly config: boolean;
  readonly system: boolean;
  readonly reporting: boolean;
  /** AMI events arrived: the user has a `read=` line, which it must not have. */
  readonly events: boolean;
}

/** The last trouble of each link, `null` while it is up and before the first attempt ended. */
export interface LinkTrouble {
  readonly ari: FailureCode | null;
  readonly ami: FailureCode | null;
}

/** Questions about the PBX itself, for `doctor` and `status`. No method throws or rejects; every one settles within its deadline. */
export interface PbxInspection {
  readonly trouble: LinkTrouble;
  version(): Promise<PbxAnswer<PbxVersion>>;
  /** Every module the PBX has loaded. */
  modules(): Promise<PbxAnswer<readonly PbxModule[]>>;
  /** Names of the ARI applications registered right now, ours among them when the link is up. */
  applications(): Promise<PbxAnswer<readonly string[]>>;
  /** Whether AMI answers a ping. */
  actingAlive(): Promise<PbxAnswer<null>>;
  actingRights(): Promise<PbxAnswer<ActingRights>>;
  /**
   * What makes PJSIP turn new calls away (`taskprocessor_overload_trigger`): `global`, `pjsip_only` or `none`. Refused when the PBX's
   * global PJSIP section has another name than `global`.
   */
  overloadTrigger(): Promise<PbxAnswer<string>>;
  /** The PBX's clock minus ours, milliseconds, good to half the round trip. */
  clockSkew(): Promise<PbxAnswer<number>>;
}
