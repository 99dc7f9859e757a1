import type { ConfSet } from '../conf/conf-set.ts';
import { optionOf, optionsOf, type PjsipObject, pjsipObjects } from '../conf/pjsip-objects.ts';

/** The carrier of a trunk of the configuration. */
export interface CarrierHost {
  readonly trunk: string;
  readonly host: string;
  readonly inboundContext: string;
}

/** The endpoints of a PBX that are not the product's, by what they lead to. */
export interface Endpoints {
  readonly phones: readonly PjsipObject[];
  /** Past the doors, to a carrier of the configuration. */
  readonly trunks: readonly (PjsipObject & { readonly carrier: CarrierHost })[];
  /** Neither: another PBX, a gateway, a carrier nobody told us of. */
  readonly others: readonly PjsipObject[];
  readonly objects: readonly PjsipObject[];
}

/** What is in our own files. */
export function isOurs({ section }: PjsipObject): boolean {
  return section.place.path.startsWith('withheld/');
}

function hostOf(uri: string): string {
  return (/^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;>]+)/i.exec(uri.trim())?.[1] ?? '').toLowerCase();
}

/**
 * Reads the endpoints. A phone registers, or is an extension of a site (`extensions`); a trunk has a fixed contact at a carrier's host.
 * Those that nobody dials or calls from by name (`anonymous`) are none of them. Pure.
 */
export function endpointsOf(set: ConfSet, extensions: readonly string[], carriers: readonly CarrierHost[]): Endpoints {
  const objects = pjsipObjects(set);
  const aors = new Map(objects.filter(({ type }) => type === 'aor').map((aor) => [aor.name, aor] as const));
  const phones: PjsipObject[] = [];
  const trunks: (PjsipObject & { carrier: CarrierHost })[] = [];
  const others: PjsipObject[] = [];
  for (const endpoint of objects.filter((each) => each.type === 'endpoint' && !isOurs(each))) {
    if (/^anonymous(?:@|$)/.test(endpoint.name)) continue;
    const own = (optionOf(endpoint, 'aors') ?? '').split(',').flatMap((name) => aors.get(name.trim()) ?? []);
    const contacts = own.flatMap((aor) => optionsOf(aor, 'contact')).map(hostOf);
    const carrier = carriers.find(({ host }) => contacts.includes(host.toLowerCase()));
    const registers = contacts.length === 0 && own.some((aor) => Number(optionOf(aor, 'max_contacts') ?? 0) > 0);
    if (carrier !== undefined) trunks.push({ ...endpoint, carrier });
    else if (registers || extensions.includes(endpoint.name)) phones.push(endpoint);
    else others.push(endpoint);
  }
  return { phones, trunks, others, objects };
}
