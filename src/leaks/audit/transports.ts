import type { PjsipObject } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import { type Audited, doorsOf, type House } from './house.ts';
import { shownName } from './shown-value.ts';

const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)/i;
const ANY = /^(?:0\.0\.0\.0|::)?$/;
const ADDRESSES = ['bind', 'external_signaling_address', 'external_media_address', 'domain'] as const;

function hostOf(bind: string): string {
  return bind.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '');
}

/** Names of the transports that lead out; every one where a door leaves the choice to PJSIP. */
function outwards(transports: readonly PjsipObject[], house: House): readonly PjsipObject[] {
  const named = doorsOf(house).map(({ options }) => options.get('transport') ?? '');
  return named.includes('') ? transports : transports.filter(({ name }) => named.includes(name));
}

function behindNat(transport: PjsipObject, inside: readonly string[], house: House): readonly AuditFinding[] {
  const at = (option: string): string => transport.options?.get(option) ?? '';
  const name = shownName(transport.name, house.secret);
  const bind = hostOf(at('bind'));
  const isInside = PRIVATE.test(bind) || (ANY.test(bind) && inside.length > 0);
  const rule = 'transport-address';
  const common = { rule, severity: 'link', rows: ['C3', 'A15'], from: 'live' } as const;
  if (isInside && at('external_signaling_address') === '')
    return [
      finding({
        ...common,
        subject: [name, 'external_signaling_address'],
        found: `transport ${name} stands on an address of an inside network and external_signaling_address is not set`,
        why: 'Via and Contact tell the carrier the address of the PBX inside its network',
        fix: `set external_signaling_address, external_media_address and local_net in section ${name} of pjsip.conf, and restart Asterisk`,
      }),
    ];
  if (at('external_signaling_address') !== '' && at('local_net') === '')
    return [
      finding({
        ...common,
        subject: [name, 'local_net'],
        found: `transport ${name} has an external address and no local_net`,
        why: 'without local_net the external address is not used',
        fix: `set local_net to the inside network in section ${name} of pjsip.conf, and restart Asterisk`,
      }),
    ];
  return [];
}

function secretAddresses(transport: PjsipObject, house: House): readonly AuditFinding[] {
  const name = shownName(transport.name, house.secret);
  return ADDRESSES.filter((option) => house.secret(transport.options?.get(option) ?? '') !== null).map((option) =>
    finding({
      rule: 'transport-address',
      subject: [name, option],
      severity: 'leak',
      rows: ['C3'],
      from: 'live',
      found: `${option} of transport ${name}, which leads out, is a name or an address of the house`,
      why: 'Via, Contact and the session description tell it to the carrier',
      fix: `use an address that is not among secrets.hosts in section ${name} of pjsip.conf, and restart Asterisk`,
    }),
  );
}

/** What transports that lead out tell of where the PBX stands. */
export function transportAddresses({ settings, house }: Audited): readonly AuditFinding[] {
  const { transports, insideAddresses } = settings;
  if (!transports.known) return [];
  const inside = insideAddresses.known ? insideAddresses.value : [];
  return outwards(transports.value, house).flatMap((transport) => [
    ...behindNat(transport, inside, house),
    ...secretAddresses(transport, house),
  ]);
}

/** Certificates that name the house: they are shown to whoever connects, and under TLS 1.2 to whoever listens. */
export function transportCertificates({ settings, house }: Audited): readonly AuditFinding[] {
  const { certificates } = settings;
  if (!certificates.known) return [];
  return certificates.value.flatMap(({ transport, names }) => {
    const name = shownName(transport, house.secret);
    const common = { subject: [name], from: 'live', rule: 'transport-certificate', rows: ['E5'] } as const;
    if (names === null)
      return finding({
        ...common,
        severity: 'unknown',
        found: `the certificate of transport ${name} could not be read`,
        why: 'not readable: unknown is not ok. Its subject is shown to whoever connects',
        fix: 'let the user who runs withheld read the certificate (not the key)',
      });
    if (house.secret(names) === null) return [];
    return finding({
      ...common,
      severity: 'leak',
      found: `the certificate of transport ${name} names the house`,
      why: 'its subject is shown in clear to the carrier and, under TLS 1.2, to anyone on the path',
      fix: 'have one made for a neutral name, and restart Asterisk',
    });
  });
}
