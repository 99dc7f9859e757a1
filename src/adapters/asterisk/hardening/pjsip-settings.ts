import { optionOf, optionsOf, type PjsipObject } from '../conf/pjsip-objects.ts';
import { type HardeningDraft, isTrue } from './draft.ts';
import { type Endpoints, isOurs } from './endpoints.ts';
import type { HardeningAsk } from './hardening-ask.ts';

/** `[option, what it must be, Asterisk's default]`; the ids are those of the leak catalogue. */
type Wanted = readonly (readonly [option: string, wanted: 'yes' | 'no', byDefault: 'yes' | 'no'])[];

const OF_PHONES: Wanted = [
  ['trust_id_inbound', 'no', 'no'], // A16
  ['trust_connected_line', 'no', 'yes'], // A10
  ['direct_media', 'no', 'yes'], // E1
];

/** What an old trunk says of a call that takes it all the same. */
const OF_TRUNKS: Wanted = [
  ['send_pai', 'no', 'no'], // A9 A11 A12
  ['send_rpid', 'no', 'no'],
  ['trust_id_outbound', 'no', 'no'],
  ['trust_connected_line', 'no', 'yes'],
  ['send_connected_line', 'no', 'yes'],
  ['send_diversion', 'no', 'yes'], // B1 B2
  ['send_history_info', 'no', 'no'], // B3
  ['direct_media', 'no', 'yes'],
  ['allow_subscribe', 'no', 'yes'], // C9
  ['allow_transfer', 'no', 'yes'], // B6
];
const TEXTS_OF_TRUNKS = [
  ['message_context', 'withheld-nowhere'], // C8
  ['sdp_owner', '-'],
  ['sdp_session', '-'],
] as const;
/** Of a trunk that the dialplan no longer dials: whatever still finds it shows nobody. */
const TEXTS_OF_UNUSED = [
  ['from_user', 'anonymous'], // A2 C5
  ['from_domain', 'anonymous.invalid'],
  ['contact_user', 'pbx'], // C1
] as const;
/** B4: a transfer inside the house is inherited into the trunk's INVITE. */
const EMPTIED = ['SIPREFERREDBYHDR', 'SIPREPLACESHDR'];

const NEUTRAL_REALM = 'pbx';

/** The options of an endpoint that are not as they should be. */
function wrongOptions(endpoint: PjsipObject, wanted: Wanted): readonly (readonly [option: string, value: string])[] {
  const wrong = wanted.filter(([option, value, byDefault]) => {
    const there = optionOf(endpoint, option);
    const inForce = there === null ? byDefault : isTrue(there) ? 'yes' : 'no';
    return inForce !== value;
  });
  const messages = optionOf(endpoint, 'message_context');
  const relays = messages !== null && messages !== '' && messages !== 'withheld-nowhere'; // C8
  return [
    ...wrong.map(([option, value]) => [option, value] as const),
    ...(relays ? [['message_context', 'withheld-nowhere'] as const] : []),
  ];
}

/** What of a phone is not as it should be. */
export function wrongOfPhone(phone: PjsipObject): readonly (readonly [option: string, value: string])[] {
  return wrongOptions(phone, OF_PHONES);
}

/** A setting that decides something is written into the endpoint's own section: what its templates say stays. */
function harden(draft: HardeningDraft, endpoint: PjsipObject, wanted: Wanted): void {
  for (const [option, value] of wrongOptions(endpoint, wanted)) draft.assign(endpoint.section, option, value);
}

/** A password kept as md5_cred is made with the realm: with another one, no phone gets in. */
function realmIsPassword(objects: Endpoints['objects']): boolean {
  return objects.some((each) => each.type === 'auth' && optionOf(each, 'md5_cred') !== null);
}

/**
 * The settings of `[global]` that are not as they should be: what PJSIP tells of itself with every message, and when it turns calls away.
 */
export function wantedGlobals(
  { objects }: Endpoints,
  { userAgent, isSecret }: Pick<HardeningAsk, 'userAgent' | 'isSecret'>,
): readonly (readonly [key: string, value: string])[] {
  const global = objects.find((each) => each.type === 'global' && !isOurs(each));
  const there = (key: string) => (global === undefined ? null : optionOf(global, key));
  const realm = there('default_realm');
  const trigger = there('taskprocessor_overload_trigger');
  const telling: readonly (readonly [boolean, string, string])[] = [
    [there('user_agent') !== userAgent, 'user_agent', userAgent], // C4
    [isTrue(there('use_callerid_contact')), 'use_callerid_contact', 'no'], // C2
    [!realmIsPassword(objects) && (realm === null || isSecret(realm)), 'default_realm', NEUTRAL_REALM],
    [trigger === null || trigger === 'global', 'taskprocessor_overload_trigger', 'pjsip_only'],
  ];
  return telling.flatMap(([isWrong, key, value]) => (isWrong ? [[key, value] as const] : []));
}

export function hardenGlobal(draft: HardeningDraft, endpoints: Endpoints, ask: HardeningAsk): void {
  const wanted = wantedGlobals(endpoints, ask);
  if (realmIsPassword(endpoints.objects))
    draft.leave('pjsip.conf: default_realm is part of md5_cred passwords; see that it names nobody');
  const section = endpoints.objects.find((each) => each.type === 'global' && !isOurs(each))?.section;
  if (section !== undefined) for (const [key, value] of wanted) draft.assign(section, key, value);
  else if (draft.mayEdit('pjsip.conf'))
    draft.edits.append('pjsip.conf', [
      '',
      '[global]',
      'type=global',
      ...wanted.map(([key, value]) => `${key}=${value}`),
    ]);
}

/** Phones: they may not say who they are, and their media stays with the PBX. */
export function hardenPhones(draft: HardeningDraft, { phones }: Endpoints): void {
  for (const phone of phones) harden(draft, phone, OF_PHONES);
}

function hardenTexts(draft: HardeningDraft, trunk: PjsipObject, isUsed: boolean): void {
  for (const [option, value] of [...TEXTS_OF_TRUNKS, ...(isUsed ? [] : TEXTS_OF_UNUSED)])
    if (optionOf(trunk, option) !== value) draft.assign(trunk.section, option, value);
  const there = optionsOf(trunk, 'set_var');
  const missing = EMPTIED.filter((name) => !there.includes(`${name}=`)).map((name) => `set_var=${name}=`);
  if (missing.length > 0 && draft.mayEdit(trunk.section.place.path)) draft.edits.add(trunk.section, missing);
}

/** Where calls from the carrier of an old trunk begin: at the door `in`, where that leads to the same context. */
function hardenInbound(draft: HardeningDraft, trunk: Endpoints['trunks'][number], objects: Endpoints['objects']): void {
  const { name, carrier } = trunk;
  const sameContext = optionOf(trunk, 'context') === carrier.inboundContext;
  const identifies = objects.filter((each) => each.type === 'identify' && optionOf(each, 'endpoint') === name);
  for (const object of identifies.filter((each) => !isOurs(each))) {
    if (sameContext) draft.assign(object.section, 'endpoint', `${carrier.trunk}-in`);
    else
      draft.leave(
        `pjsip.conf [${object.name}]: type=identify gives calls of ${carrier.trunk} to [${name}], not to ${carrier.trunk}-in`,
      );
  }
  const registrations = objects.filter((each) => each.type === 'registration' && !isOurs(each));
  for (const each of registrations.filter((one) => optionOf(one, 'server_uri')?.includes(carrier.host)))
    draft.leave(
      `pjsip.conf [${each.name}]: registers at the carrier of ${carrier.trunk} too; remove it if ${carrier.trunk} registers itself`,
    );
}

/**
 * Trunks that were there before the doors. `used`: those that the dialplan still dials; `spared`: those that it dials for an emergency route
 * of the administrator's, which must go on as it is.
 */
export function hardenOldTrunks(
  draft: HardeningDraft,
  { trunks, objects }: Endpoints,
  used: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): void {
  for (const trunk of trunks) {
    const { name, carrier } = trunk;
    if (spared.has(name)) {
      draft.leave(`pjsip.conf [${name}]: an emergency route still dials it, so it was left as it is`);
      continue;
    }
    harden(draft, trunk, OF_TRUNKS);
    hardenTexts(draft, trunk, used.has(name));
    draft.leave(
      `pjsip.conf [${name}]: leads past the doors to the carrier of ${carrier.trunk}; remove it when nothing uses it`,
    );
    hardenInbound(draft, trunk, objects);
  }
}
