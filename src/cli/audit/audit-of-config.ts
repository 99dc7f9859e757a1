import { SettingsReader } from '../../adapters/asterisk/audit/settings-reader.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { audit } from '../../leaks/audit/audit.ts';
import { type AuditFinding, SEVERITIES } from '../../leaks/audit/finding.ts';
import { oneLine } from '../output.ts';
import { houseOfConfig } from './house-of-config.ts';

export interface Audit {
  /** As Asterisk says it; `null` when it did not. */
  readonly release: string | null;
  readonly findings: readonly AuditFinding[];
}

/** Looks at the PBX of a configuration. A PBX that answers neither on ARI nor on its console is a failure, not a finding. */
export async function auditOf(config: Config): Promise<Audit | Failure> {
  const { ari, console, directory } = config.asterisk;
  const reader = new SettingsReader({
    ari: {
      url: ari.url.replace(/\/$/, ''),
      user: ari.username,
      password: ari.password.reveal(),
      application: ari.application,
    },
    console,
    directory,
  });
  const { settings, trouble, consoleGone } = await reader.read();
  if (trouble !== null && consoleGone) return new Failure(trouble);
  const release = settings.version.known ? settings.version.value : null;
  return { release, findings: audit({ settings, house: houseOfConfig(config, release ?? '') }) };
}

/** How many findings of which severity, in one line. */
export function auditSummary({ release, findings }: Audit): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((each) => each.severity === severity).length,
  }));
  const counted = counts.filter(({ count }) => count > 0).map(({ severity, count }) => `${count} ${severity}`);
  const pbx = release === null ? 'Asterisk of unknown release' : `Asterisk ${oneLine(release)}`;
  if (findings.length === 0) return `no finding: ${pbx} is set as the catalogue asks`;
  return `${findings.length} finding${findings.length === 1 ? '' : 's'}: ${counted.join(', ')}; ${pbx}`;
}
