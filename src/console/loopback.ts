const IPV4 = /^127(?:\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}$/;

/** Whether an IP address, as Node writes it, is of this machine only (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). Names are not. */
export function isLoopbackAddress(address: string): boolean {
  return IPV4.test(address) || address === '::1';
}

/**
 * Whether a `Host` header (RFC 9110 §7.2) names this machine by itself. Any port, because a tunnel may have another. A web page whose
 * own name was turned to 127.0.0.1 (DNS rebinding) sends that name here, and gets nothing.
 */
export function isLoopbackHost(header: string | undefined): boolean {
  const name = /^(\[[0-9a-fA-F:]+\]|[^:[\]]+)(?::[0-9]{1,5})?$/.exec(header ?? '')?.[1];
  if (name === undefined) return false;
  return name.toLowerCase() === 'localhost' || isLoopbackAddress(name.replace(/^\[|\]$/g, ''));
}
