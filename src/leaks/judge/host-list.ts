/** An address as its bytes: 4 of IPv4, 16 of IPv6. `null` when the text is none. IPv6 may stand in brackets (RFC 3261 §25.1), without a zone. */
function addressBytes(text: string): readonly number[] | null {
  return text.includes(':') ? ipv6Bytes(text.replace(/^\[([^\]]*)\]$/, '$1')) : ipv4Bytes(text);
}

function ipv4Bytes(text: string): readonly number[] | null {
  if (text.length > 15 || !/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address (RFC 4291 §2.2). */
function groupBytes(side: string): readonly number[] | null {
  if (side === '') return [];
  const groups = side.split(':');
  const all = groups.map((group, at) => {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    }
    return at === groups.length - 1 ? ipv4Bytes(group) : null;
  });
  return all.includes(null) ? null : all.flatMap((bytes) => bytes ?? []);
}

function ipv6Bytes(text: string): readonly number[] | null {
  if (text.length > 45) return null;
  const sides = text.split('::');
  const [left, right] = sides.map(groupBytes);
  if (sides.length > 2 || left === undefined || left === null || right === null) return null;
  if (right === undefined) return left.length === 16 ? left : null;
  const missing = 16 - left.length - right.length;
  return missing < 2 ? null : [...left, ...new Array<number>(missing).fill(0), ...right];
}

/** The one way to write a host: small letters, no trailing dot, addresses byte by byte (IPv4 in IPv6 as IPv4). Never throws. */
export function canonicalHost(text: string): string {
  const bytes = addressBytes(text);
  if (bytes === null) return text.toLowerCase().replace(/\.$/, '');
  const mapped = bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  return (mapped && bytes[11] === 255 ? bytes.slice(12) : bytes).join('.');
}

interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

function networkOf(text: string): Network | null {
  const [address = '', length = ''] = text.split('/');
  const bytes = addressBytes(address);
  if (bytes === null || !/^\d{1,3}$/.test(length) || Number(length) > bytes.length * 8) return null;
  return { bytes, bits: Number(length) };
}

function lies(bytes: readonly number[], { bytes: network, bits }: Network): boolean {
  if (bytes.length !== network.length) return false;
  return bytes.every((byte, at) => {
    const kept = Math.min(8, Math.max(0, bits - at * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) === ((network[at] ?? 0) & mask);
  });
}

/** Hosts that may stand somewhere: names, addresses, and networks as `address/length`. A text that is no network is taken as a name. */
export class HostList {
  readonly #hosts: ReadonlySet<string>;
  readonly #networks: readonly Network[];

  constructor(hosts: readonly string[]) {
    this.#networks = hosts.filter((host) => host.includes('/')).flatMap((host) => networkOf(host) ?? []);
    this.#hosts = new Set(hosts.map(canonicalHost));
  }

  /** Whether a host as it stands in a message is among them. Never throws. */
  has(host: string): boolean {
    // Nearly always it stands there in the one way to write it.
    if (this.#hosts.has(host) || this.#hosts.has(canonicalHost(host))) return true;
    const bytes = this.#networks.length === 0 ? null : addressBytes(host);
    return bytes !== null && this.#networks.some((network) => lies(bytes, network));
  }
}
