import { z } from 'zod';
import { CARRIER_PROFILES, PRIVACY_VALUES } from '../identity/carrier-profile.ts';
import { ACCOUNT, ACCOUNT_ALLOWED, e164, HOST, HOST_ALLOWED, integer, list, secret, text } from './fields.ts';

const CODECS = ['alaw', 'ulaw', 'g722', 'opus', 'g729', 'gsm'] as const;

const login = {
  username: text(ACCOUNT, {
    description: 'user name at the carrier',
    allowed: ACCOUNT_ALLOWED,
    example: 'hq-line-1',
    hide: 'number',
  }),
  password: secret(1, {
    description: 'password at the carrier',
    example: { file: '/etc/withheld/carrier.password' },
  }),
};

const register = z
  .strictObject({
    ...login,
    expires: integer(60, 86_400, { description: 'seconds between registrations' }).default(3600),
  })
  .meta({ description: 'set for a trunk that registers; also used when the carrier challenges a call' });

const auth = z.strictObject(login).meta({ description: 'set for an IP trunk whose carrier challenges calls' });

const PREFIX_ALLOWED = '1 to 8 of 0-9 * #';

const prefix = z
  .strictObject({
    withhold: text(/^[0-9*#]{1,8}$/, {
      description: 'code in front of the number that withholds',
      allowed: PREFIX_ALLOWED,
      example: '1831',
    }).optional(),
    present: text(/^[0-9*#]{0,8}$/, {
      description: 'code that presents on a line that withholds permanently; "" for none',
      allowed: `${PREFIX_ALLOWED}, or ""`,
      example: '1832',
    }).optional(),
  })
  .meta({ description: 'dialled-prefix only: the codes this carrier documents (default: those of the country)' });

/** One way out of the house. */
export const trunkSchema = z
  .strictObject({
    // The database takes no identifier in which a number could hide.
    id: text(/^(?!(?:[a-z]*[0-9]){5})[a-z][a-z0-9]{0,7}$/, {
      description: 'neutral name; it becomes part of section names, which Asterisk shows to the carrier in OPTIONS',
      allowed: 'a small letter and up to 7 more small letters or digits, at most 4 digits',
      example: 't1',
    }),
    profile: z.enum(CARRIER_PROFILES).meta({
      description: 'how this carrier wants to be told to withhold; ask it, and prove it by a leak test',
      example: 'rfc3325',
    }),
    host: text(HOST, { description: 'the carrier', allowed: HOST_ALLOWED, example: 'sip.carrier.example' }),
    port: integer(1, 65_535, {
      description: 'port of the carrier (default: 5060, for tls 5061)',
      example: 5061,
    }).optional(),
    transport: z.enum(['udp', 'tcp', 'tls']).meta({ description: 'transport to the carrier', example: 'tls' }),
    number: e164({
      description: 'the parent number shown on this trunk, one of organisation.numbers (default: the first)',
      example: '+61255500200',
    }).optional(),
    account: e164({
      description: 'account-from only: the account number this carrier wants in From, one of organisation.numbers',
      example: '+61255500200',
    }).optional(),
    dial_format: z
      .enum(['e164-plus', 'e164', 'national', 'international'])
      .meta({ description: 'how this carrier wants dialled numbers written', example: 'e164-plus' }),
    prefix: prefix.optional(),
    privacy: list(z.enum(PRIVACY_VALUES).meta({ description: 'a value of RFC 3323' }), {
      description:
        'rfc3325 and account-from only: the values of the Privacy header; id must be among them (default: [id])',
      allowed: 'a list of id, header, session, user',
      example: ['id'],
    })
      .min(1)
      .optional(),
    register: register.optional(),
    auth: auth.optional(),
    media_address: text(HOST, {
      description: 'address put in SDP instead of our own; the carrier sees it',
      allowed: HOST_ALLOWED,
      example: '203.0.113.10',
    }).optional(),
    signalling_address: text(HOST, {
      description:
        'our address in Via and Contact, where the PBX writes another than its own (external_signaling_address); the carrier sees it',
      allowed: HOST_ALLOWED,
      example: '203.0.113.10',
    }).optional(),
    carrier_addresses: list(
      text(/^(?:[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,39})(?:\/[0-9]{1,3})?$/, {
        description: 'an address, network or host',
        allowed: 'an IP address, a network (a.b.c.d/n) or a host name',
      }),
      {
        description:
          'further addresses this carrier signals from and to; host and inbound_match are known by themselves',
        allowed: 'a list of addresses',
        example: ['203.0.113.0/28'],
      },
    )
      .min(1)
      .optional(),
    signalling_transport: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'name of an existing PJSIP transport to use',
      allowed: '1 to 40 of letters, digits, _ and -',
      example: 'transport-tls',
    }).optional(),
    codecs: list(z.enum(CODECS).meta({ description: 'a codec' }), {
      description: 'codecs in order of preference',
      allowed: `a list of ${CODECS.join(', ')}`,
    })
      .min(1)
      .default(['alaw', 'ulaw']),
    inbound_match: list(
      text(/^(?:[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,39})(?:\/[0-9]{1,3})?$/, {
        description: 'an address, network or host',
        allowed: 'an IP address, a network (a.b.c.d/n) or a host name',
      }),
      {
        description: 'where calls from this carrier come from (default: host)',
        allowed: 'a list of addresses',
        example: ['203.0.113.20'],
      },
    )
      .min(1)
      .optional(),
    inbound_context: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'dialplan context where calls from this carrier begin',
      allowed: '1 to 40 of letters, digits, _ and -',
    }).default('from-carrier'),
    verify_server: z
      .boolean()
      .meta({ description: 'tls only: check the certificate of the carrier (default: true)', example: true })
      .optional(),
  })
  .meta({ description: 'one trunk' });
