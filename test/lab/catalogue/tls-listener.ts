import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { probeLineAddress } from '../../../src/call/probe.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import type { LabUnderTest } from '../lab-under-test.ts';

const PORT = 5097;

/** The subject of the certificate that the PBX shows to a carrier over TLS which asks for one. */
export async function subjectShown(under: LabUnderTest): Promise<readonly string[]> {
  const at = join(under.lab.directory, 'certificates');
  const [cert, key] = await Promise.all([readFile(join(at, 'probe.pem')), readFile(join(at, 'probe.key'))]);
  const shown: string[] = [];
  const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (socket) => {
    shown.push(
      Object.entries(socket.getPeerCertificate().subject ?? {})
        .map(([name, value]) => `${name}=${value}`)
        .join('/'),
    );
    socket.destroy();
  });
  const address = probeLineAddress(under.lab.network.block, 0);
  server.listen(PORT, address);
  await once(server, 'listening');
  try {
    await under.lab.agency.console(
      `channel originate PJSIP/t1-private/sips:0370100001@${address}:${PORT} application Wait 1`,
    );
    await under.until(() => shown.length > 0);
  } finally {
    server.close();
    await under.hangUpAll();
  }
  if (shown.length === 0) throw new Error('the PBX did not connect');
  return shown;
}

/** A certificate and its key with this subject, as texts. */
export async function certificateFor(
  lab: Lab,
  subject: string,
): Promise<{ readonly pem: string; readonly key: string }> {
  const directory = await lab.scratch();
  const [program = '', ...front] = lab.packages.command('usr/bin/openssl');
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const files = ['-keyout', 'named.key', '-out', 'named.pem'];
  await promisify(execFile)(program, [...front, ...kind, '-subj', subject, ...files], {
    cwd: directory,
    env: { ...process.env, OPENSSL_CONF: '/dev/null' },
  });
  const [pem, key] = await Promise.all(
    ['named.pem', 'named.key'].map((name) => readFile(join(directory, name), 'utf8')),
  );
  return { pem: pem ?? '', key: key ?? '' };
}
