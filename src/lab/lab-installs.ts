import type { LabRecord } from './lab-record.ts';
import { ownInstall } from './own-asterisk.ts';
import { type AsteriskInstall, ensurePackages, packagedAsterisk } from './packages.ts';

/** The Asterisk of each PBX of a lab. */
export interface Installs {
  readonly agency: AsteriskInstall;
  readonly carrier: AsteriskInstall;
}

/** What a lab runs, fetched where it is not in the cache. Throws as `ensurePackages` does. */
export async function installsOf(
  { plan, asterisk }: Pick<LabRecord, 'plan' | 'asterisk'>,
  told: (line: string) => void,
) {
  const packages = await ensurePackages('22', told);
  const carrier = packagedAsterisk(packages);
  const own = asterisk === null ? null : ownInstall(asterisk);
  const agency = own ?? (plan.release === '16' ? packagedAsterisk(await ensurePackages('16', told)) : carrier);
  return { packages, installs: { agency, carrier } };
}
