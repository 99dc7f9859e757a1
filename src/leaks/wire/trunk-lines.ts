import type { Expected } from '../judge/expected.ts';

/** One way through a trunk, as the wire check needs it. */
export interface DoorLine {
  /** Name of the PJSIP endpoint. */
  readonly endpoint: string;
  readonly trunk: string;
  readonly door: Expected['door'];
  readonly transport: 'udp' | 'tcp' | 'tls';
}

/** Which wire is whose. */
export interface TrunkLines {
  readonly doors: readonly DoorLine[];
  /** The trunks whose carrier has this address; empty: none. Two trunks to one carrier share its addresses. */
  trunksAt(address: string): readonly string[];
  /** What is neither a carrier nor the world: phones, the PBX itself, our own probes. */
  isInside(address: string): boolean;
  /** What the door may show when the PBX speaks from `local`, its own address. */
  expected(line: DoorLine, local: string): Expected;
}
