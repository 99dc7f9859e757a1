import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PackageRoot } from './packages.ts';

const run = promisify(execFile);

/** One end of the trunks over TLS: the name of its files, and its addresses. */
export interface TlsEnd {
  readonly name: 'carrier' | 'pbx' | 'probe';
  readonly addresses: readonly string[];
}

/**
 * An authority, and a certificate of each end for its addresses, for trunks over TLS. Either end opens connections: the carrier for calls
 * that come in. Ten days are more than a lab stays up, and each `up` makes them anew. The subjects name nobody: they travel in clear under
 * TLS 1.2.
 */
export async function makeCertificates(
  packages: PackageRoot,
  directory: string,
  ends: readonly TlsEnd[],
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [program = '', ...front] = packages.command('usr/bin/openssl');
  const make = async (name: string, ...parameters: readonly string[]) => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256', '-days', '10'];
    const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    await run(program, [...front, 'req', '-x509', ...key, ...parameters, ...out], {
      cwd: directory,
      timeout: 30_000,
      env: { ...process.env, OPENSSL_CONF: '/dev/null' },
    });
  };
  await make('authority', '-subj', '/CN=Lab authority', '-addext', 'basicConstraints=critical,CA:TRUE');
  for (const { name, addresses } of ends) {
    const names = addresses.map((address) => `IP:${address}`).join(',');
    const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key'];
    const extensions = ['-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
    await make(name, '-subj', `/CN=${name}`, ...signed, ...extensions);
  }
}
