import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PackageRoot } from './packages.ts';

const run = promisify(execFile);

/**
 * An authority and a certificate of the carrier for its addresses, for trunks over TLS. Ten days are more than a lab lives. The subject
 * names nobody: it travels in clear under TLS 1.2.
 */
export async function makeCertificates(
  packages: PackageRoot,
  directory: string,
  addresses: readonly string[],
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [program = '', ...front] = packages.command('usr/bin/openssl');
  const openssl = (...parameters: readonly string[]) =>
    run(program, [...front, ...parameters], {
      cwd: directory,
      timeout: 30_000,
      env: { ...process.env, OPENSSL_CONF: '/dev/null' },
    });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256', '-days', '10'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    '/CN=Lab authority',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
  );
  const names = addresses.map((address) => `IP:${address}`).join(',');
  await openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    '/CN=carrier',
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-addext',
    `subjectAltName=${names}`,
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    '-keyout',
    'carrier.key',
    '-out',
    join(directory, 'carrier.pem'),
  );
}
