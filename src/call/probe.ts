/** The endpoint of the probe phone: a desk phone of ours that rings nobody, known to the PBX by this name. */
export const PROBE_PHONE = 'withheld-probe-phone';

/** The loopback address that stands for the carrier of the n-th trunk (0-based). `network`: the first three parts. */
export function probeLineAddress(network: string, trunk: number): string {
  return `${network}.${31 + trunk}`;
}

/** The loopback address of the probe phone that belongs to the n-th trunk (0-based). */
export function probePhoneAddress(network: string, trunk: number): string {
  return `${network}.${131 + trunk}`;
}

/** The endpoint built to leak, for the positive control on a trunk. */
export function leakyDoor(trunk: string): string {
  return `withheld-leaky-${trunk}`;
}

/** What a carrier calls to reach the probe phone of a trunk: an extension of the trunk's own inbound context. */
export function probeInboundExtension(trunk: string): string {
  return `withheld-probe-${trunk}`;
}
