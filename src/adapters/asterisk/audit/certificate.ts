import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Everything the certificates of a file say of names: subjects, issuers and further names. `null`: unreadable, or none in it. */
export async function namesInCertificate(path: string): Promise<string | null> {
  try {
    const blocks = (await readFile(path, 'utf8')).match(BLOCK) ?? [];
    const all = blocks.map((block) => new X509Certificate(block));
    const names = all.flatMap(({ subject, issuer, subjectAltName }) => [subject, issuer, subjectAltName ?? '']);
    return names.length === 0 ? null : names.join('\n');
  } catch {
    return null;
  }
}
