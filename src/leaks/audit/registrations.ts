import { type AuditFinding, finding } from './finding.ts';
import { type Audited, writtenEndpoints } from './house.ts';
import { shownName, shownValue } from './shown-value.ts';

const LOOKS_LIKE_A_NUMBER = /[0-9]{5,}/;

/** What a REGISTER tells the carrier that it need not. The account itself it must know. */
export function registrationContacts({ settings, house }: Audited): readonly AuditFinding[] {
  const { registrations } = settings;
  if (!registrations.known) return [];
  return registrations.value.flatMap(({ name, options }) => {
    const shown = shownName(name, house.secret);
    const named = (['contact_user', 'client_uri', 'contact_header_params', 'user_agent'] as const).flatMap((option) => {
      const value = options?.get(option) ?? '';
      const isNumber = option === 'contact_user' && LOOKS_LIKE_A_NUMBER.test(value);
      const isExtra = option === 'contact_header_params' && value !== '';
      if (house.secret(value) === null && !isNumber && !isExtra) return [];
      return finding({
        rule: 'registration',
        subject: [shown, option],
        severity: house.secret(value) === null ? 'link' : 'leak',
        rows: ['C6'],
        from: 'live',
        found: `${option} of registration ${shown} is ${shownValue(value, house.secret)}`,
        why: 'every REGISTER, and the Contact the carrier calls back on, carries it',
        fix:
          option === 'contact_user'
            ? `set contact_user=pbx in section ${shown} of pjsip.conf`
            : `take the name of the house out of ${option} in section ${shown} of pjsip.conf; ask the carrier for a neutral account`,
      });
    });
    return named;
  });
}

/** User names of accounts that name the house: a digest answer shows them to whoever challenges a call. */
export function accountNames({ settings, house }: Audited): readonly AuditFinding[] {
  const { accounts, endpoints, registrations } = settings;
  if (!accounts.known) return [];
  const objects = [...(endpoints.known ? endpoints.value : []), ...(registrations.known ? registrations.value : [])];
  const outward = new Set(objects.flatMap(({ options }) => (options?.get('outbound_auth') ?? '').split(',')));
  return [...accounts.value].flatMap(([section, user]) => {
    if (!outward.has(section) || house.secret(user) === null) return [];
    const name = shownName(section, house.secret);
    return finding({
      rule: 'account',
      subject: [name],
      severity: 'leak',
      rows: ['C7'],
      from: 'live',
      found: `the user name of ${name} is ${shownValue(user, house.secret)}`,
      why: 'the digest answer to a challenge carries it in clear',
      fix: 'ask the carrier for an account whose name names nobody, or to know the PBX by its address; use TLS',
    });
  });
}

/** Section names that travel: an OPTIONS carries the name of an endpoint for which no from_user is set. */
export function sectionNames({ settings, house }: Audited): readonly AuditFinding[] {
  const { endpoints, aors } = settings;
  if (!endpoints.known || !aors.known) return [];
  const doors = new Set(writtenEndpoints(house).map(({ name }) => name));
  const asked = new Set(
    aors.value
      .filter(
        ({ options }) => (options?.get('contact') ?? '') !== '' && Number(options?.get('qualify_frequency') ?? 0) > 0,
      )
      .map(({ name }) => name),
  );
  return endpoints.value.flatMap(({ name, options }) => {
    if (options === null || doors.has(name) || (options.get('from_user') ?? '') !== '') return [];
    if (!(options.get('aors') ?? '').split(',').some((aor) => asked.has(aor.trim()))) return [];
    const shown = shownName(name, house.secret);
    return finding({
      rule: 'section-name',
      subject: [shown],
      severity: house.secret(name) === null ? 'link' : 'leak',
      rows: ['C5'],
      from: 'live',
      found: `the name of section ${shown} travels in From and Contact of every OPTIONS`,
      why: 'an endpoint that is qualified and has no from_user signs with its own section name',
      fix: `set from_user=anonymous in section ${shown} of pjsip.conf, or give it a neutral name`,
    });
  });
}
