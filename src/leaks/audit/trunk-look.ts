import type { PbxSettings, PjsipObject } from '../../ports/pbx-settings.ts';
import { type House, writtenEndpoints } from './house.ts';

function valuesOf(objects: readonly PjsipObject[], option: string): ReadonlySet<string> {
  return new Set(objects.flatMap(({ options }) => options?.get(option) ?? []).filter((value) => value !== ''));
}

/** AORs with an address of their own: whoever is behind them did not register here. */
function fixedAors(settings: PbxSettings): ReadonlySet<string> {
  const aors = settings.aors.known ? settings.aors.value : [];
  return new Set(aors.filter(({ options }) => (options?.get('contact') ?? '') !== '').map(({ name }) => name));
}

function aorsOf(endpoint: PjsipObject): readonly string[] {
  return (endpoint.options?.get('aors') ?? '').split(',').map((name) => name.trim());
}

/**
 * Endpoints that lead out of the house and are no doors: they log in somewhere, a registration or an address leads to them, or they have an
 * address of their own. A configured phone with an address of its own is none.
 */
export function otherTrunks(settings: PbxSettings, house: House): readonly PjsipObject[] {
  if (!settings.endpoints.known) return [];
  const doors = new Set(writtenEndpoints(house).map(({ name }) => name));
  const registered = valuesOf(settings.registrations.known ? settings.registrations.value : [], 'endpoint');
  const identified = valuesOf(settings.identifies.known ? settings.identifies.value : [], 'endpoint');
  const fixed = fixedAors(settings);
  return settings.endpoints.value.filter((endpoint) => {
    const { name, options } = endpoint;
    if (doors.has(name) || options === null) return false;
    if ((options.get('outbound_auth') ?? '') !== '' || registered.has(name)) return true;
    if (house.extensions.has(name)) return false;
    return (
      identified.has(name) ||
      (options.get('outbound_proxy') ?? '') !== '' ||
      aorsOf(endpoint).some((aor) => fixed.has(aor))
    );
  });
}

/** Endpoints that are neither doors nor lead out: phones. */
export function phones(settings: PbxSettings, house: House): readonly PjsipObject[] {
  if (!settings.endpoints.known) return [];
  const others = new Set([...writtenEndpoints(house), ...otherTrunks(settings, house)].map(({ name }) => name));
  return settings.endpoints.value.filter(({ name, options }) => options !== null && !others.has(name));
}
