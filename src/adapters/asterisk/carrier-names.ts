import { resolve4, resolve6, resolveSrv } from 'node:dns/promises';

const SERVICES = ['_sip._udp', '_sip._tcp', '_sips._tcp'];

async function found<T>(asking: Promise<readonly T[]>): Promise<readonly T[]> {
  return await asking.catch(() => []);
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const [v4, v6] = await Promise.all([found(resolve4(name)), found(resolve6(name))]);
  return [...v4, ...v6];
}

/** Every address a carrier's name stands for: its own and those of its servers (RFC 3263 §4). Empty when nobody knows. Never rejects. */
export async function carrierAddresses(name: string): Promise<readonly string[]> {
  const servers = await Promise.all(SERVICES.map((service) => found(resolveSrv(`${service}.${name}`))));
  const names = new Set([name, ...servers.flat().map((server) => server.name)]);
  return (await Promise.all([...names].map(addressesOf))).flat();
}
