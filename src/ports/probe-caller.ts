import type { FailureCode } from '../failure.ts';
import type { PbxAnswer } from './pbx.ts';
import type { SaidIdentity } from './probe-line.ts';

/** A call that the PBX began because we asked for it. */
export type PlacedProbe = string & { readonly __brand: 'PlacedProbe' };

/** Has the PBX make the calls of the leak tests. Nothing throws or rejects; every question settles within its deadline. */
export interface ProbeCaller {
  /** Whether the PBX can be asked at all; `null`: yes. */
  trouble(): Promise<FailureCode | null>;
  /** Its version as it says it; empty when it does not. */
  version(): Promise<string>;
  /** The value of a global variable; empty when it is not set. */
  global(name: string): Promise<PbxAnswer<string>>;
  /** A call into the dialplan of the probes, to this name of it, from a leg that says it is `said`. */
  place(name: string, said: SaidIdentity): Promise<PbxAnswer<PlacedProbe>>;
  /** An originate through ARI straight at a door, past every dialplan. `target`: a SIP URI. */
  originate(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<PlacedProbe>>;
  /** The same through AMI, as the user named for it, else as the user that the product has there. */
  originateByAmi(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<null>>;
  /** The same by a call file (`pbx_spool`). `null`: no spool directory is named. `refused`: we may not write there. */
  originateByCallFile(door: string, target: string, said: SaidIdentity): Promise<PbxAnswer<null> | null>;
  hangUp(probe: PlacedProbe): Promise<void>;
  /** Hangs up every leg that only a leak test makes: of this one, or of one that was killed. Not while another test runs. */
  sweep(): Promise<void>;
  /** Lets go of the PBX. */
  close(): Promise<void>;
}
