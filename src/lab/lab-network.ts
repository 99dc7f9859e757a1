import type { LabTrunk } from './lab-plan.ts';

/** The loopback addresses of one lab, all out of its own block 127.A.B.0/24: labs side by side share no address and so no port. */
export interface LabNetwork {
  /** The first three parts of all its addresses. */
  readonly block: string;
  /** The agency PBX as its phones, its daemon and nobody else see it. Must never be seen by a carrier. */
  readonly inside: string;
  /** Where the phone of an extension lives. */
  phone(extension: string): string;
  /** The agency PBX as the carrier of the n-th trunk sees it (0-based). */
  outside(trunk: number): string;
  /** The carrier of the n-th trunk. */
  carrier(trunk: number): string;
  /** The carrier PBX's own side: its console, its AMI. */
  readonly carrierInside: string;
  /** Where captures listen. */
  readonly watcher: string;
}

export function labNetwork(block: string): LabNetwork {
  const at = (host: number) => `${block}.${host}`;
  return {
    block,
    // No other address begins with this one: a search for it finds it alone.
    inside: at(99),
    phone: (extension) => at(100 + (Number(extension) % 100)),
    outside: (trunk) => at(11 + trunk),
    carrier: (trunk) => at(21 + trunk),
    carrierInside: at(2),
    watcher: at(3),
  };
}

export const SIP_PORT = 5060;
const SIPS_PORT = 5061;
export const HTTP_PORT = 8088;
export const AMI_PORT = 5038;
export const CARRIER_CAPTURE_PORT = 9061;
export const AGENCY_CAPTURE_PORT = 9062;
export const CONSOLE_PORT = 8089;

export function sipPort(trunk: LabTrunk): number {
  return trunk.transport === 'tls' ? SIPS_PORT : SIP_PORT;
}
