import { z } from 'zod';
import { COUNTRY_CODES } from '../identity/country-pack.ts';
import { canarySchema } from './canary-schema.ts';
import { consoleSchema } from './console-schema.ts';
import { contactsSchema } from './contacts-schema.ts';
import { dropsSchema } from './drops-schema.ts';
import {
  ACCOUNT,
  ACCOUNT_ALLOWED,
  e164,
  HOST,
  HOST_ALLOWED,
  integer,
  LOOPBACK,
  LOOPBACK_ALLOWED,
  list,
  secret,
  text,
} from './fields.ts';
import { inboundSchema } from './inbound-schema.ts';
import { leakTestsSchema } from './leak-tests-schema.ts';
import { trunkSchema } from './trunk-schema.ts';
import { voicemailSchema } from './voicemail-schema.ts';
import { wireSchema } from './wire-schema.ts';

/** A secret word: long enough that looking for it everywhere does not find it in everything. */
export const WORD = /^(?=.*[\p{L}\p{N}].*[\p{L}\p{N}].*[\p{L}\p{N}])[^\p{C}]{3,64}$/u;
export const WORD_ALLOWED = '3 to 64 characters, at least 3 of them letters or digits';

const organisation = z
  .strictObject({
    name: text(/^(?=.{1,64}$)[\p{L}\p{N}][\p{L}\p{M}\p{N} .&'-]*$/u, {
      description: 'name shown through the parent door',
      allowed: "1 to 64 of letters, digits, space and . & ' -",
      example: 'Parent Organisation',
    }),
    numbers: list(e164({ description: 'a number the organisation has the right to show' }), {
      description: 'numbers it has the right to show; the first is the default',
      allowed: 'a list of at least one E.164 number',
      example: ['+61255500200'],
    }).min(1),
    domain: text(HOST, {
      description: 'host part of the identity shown; it must not name the agency',
      allowed: HOST_ALLOWED,
      example: 'parent.example',
    }),
  })
  .meta({ description: 'The PARENT organisation: the only identity that may ever be shown.' });

const secrets = z
  .strictObject({
    words: list(
      text(WORD, {
        description: 'a name',
        allowed: WORD_ALLOWED,
        hide: 'secret',
      }),
      {
        description:
          'names of the agency, its places and its workers; looked for as a whole and word by word (from 4 letters on), whatever the case, accents, blanks and signs; list a shorter word that matters (Oak) by itself',
        allowed: 'a list of words',
        hide: 'secret',
        example: ['Wrenfield Refuge', 'Marigold Finch'],
      },
    ).default([]),
    common: list(
      text(/^[\p{L}][\p{L}\p{M}\p{N}'’-]{3,63}$/u, {
        description: 'a word',
        allowed: "one word of 4 to 64 letters, digits and ' -",
        hide: 'secret',
      }),
      {
        description:
          'words of those names and hosts that the parent is known by too and that give nobody away (Community, Services): looked for only in the whole name, not by themselves. A word that says what the house is (Refuge, Shelter) gives it away',
        allowed: 'a list of single words',
        hide: 'secret',
        example: ['Community', 'Services'],
      },
    ).default([]),
    numbers: list(e164({ description: 'a number' }), {
      description: 'numbers of the agency (numbers of sites are added by themselves)',
      allowed: 'a list of E.164 numbers',
      hide: 'number',
      example: ['+61255500147'],
    }).prefault([]),
    hosts: list(
      text(/^(?=.*[A-Za-z0-9])[A-Za-z0-9.:_-]{3,253}$/, {
        description: 'a host name or address',
        allowed: '3 to 253 of letters, digits and . : _ -',
        hide: 'secret',
      }),
      {
        description:
          'internal host names, domains and addresses; the labels of a name (wrenfield of pbx.wrenfield.internal) are looked for by themselves too',
        allowed: 'a list of host names and addresses',
        hide: 'secret',
        example: ['pbx.wrenfield.internal'],
      },
    ).default([]),
    file: z
      .string()
      .min(1)
      .max(4096)
      .meta({ description: 'file with more words, one per line', hide: 'secret', example: '/etc/withheld/words' })
      .optional(),
  })
  .meta({ description: 'What must never leave. Nothing the house shows may contain any of it, in any spelling.' });

const site = z
  .strictObject({
    // The database takes no identifier in which a number could hide.
    id: text(/^(?!(?:[a-z]*[0-9]){5})[a-z][a-z0-9]{0,15}$/, {
      description: 'neutral name',
      allowed: 'a small letter and up to 15 more small letters or digits, at most 4 digits',
      example: 'one',
    }),
    number: e164({
      description: 'its own TRUE number, with a registered dispatch address; shown only through the emergency door',
      example: '+61255500147',
    }),
    extensions: list(
      text(/^[0-9]{2,8}$/, { description: 'an extension', allowed: '2 to 8 digits in quotes', hide: 'number' }),
      { description: 'phones that stand there', allowed: 'a list of extensions', example: ['101', '102', '103'] },
    ),
  })
  .meta({ description: 'one place' });

const ari = z
  .strictObject({
    url: text(/^https?:\/\/[A-Za-z0-9.:[\]-]{1,253}\/?$/, {
      description: 'where ARI listens; plain http on loopback only',
      allowed: 'http://127.x.x.x:PORT, http://localhost:PORT, http://[::1]:PORT or https://HOST:PORT',
      example: 'http://127.0.0.1:8088',
    }),
    username: text(ACCOUNT, { description: 'ARI user', allowed: ACCOUNT_ALLOWED, example: 'withheld' }),
    password: secret(8, { description: 'its password', example: { file: '/etc/withheld/ari.password' } }),
    application: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'name of our Stasis application',
      allowed: '1 to 40 of letters, digits, _ and -',
    }).default('withheld'),
  })
  .meta({ description: 'events and decisions' });

const ami = z
  .strictObject({
    host: text(LOOPBACK, {
      description: 'where AMI listens; it has no encryption here',
      allowed: LOOPBACK_ALLOWED,
    }).default('127.0.0.1'),
    port: integer(1, 65_535, { description: 'its port' }).default(5038),
    username: text(ACCOUNT, { description: 'AMI user without read=', allowed: ACCOUNT_ALLOWED, example: 'withheld' }),
    password: secret(8, { description: 'its password', example: { file: '/etc/withheld/ami.password' } }),
  })
  .meta({ description: 'actions' });

const rule = z
  .strictObject({
    name: text(/^(?=(?:[^0-9]*[0-9]){0,4}[^0-9]*$)(?!un(?:matched|recorded|linked)$)[a-z][a-z0-9-]{0,31}$/, {
      description: 'kept with every decision it makes',
      allowed: '1 to 32 of a-z 0-9 -, a letter first, at most 4 digits; not unmatched, unrecorded or unlinked',
      example: 'police-see-the-parent',
    }),
    from: list(
      text(/^[0-9]{2,8}$/, { description: 'an extension', allowed: '2 to 8 digits in quotes', hide: 'number' }),
      { description: 'only calls from these extensions', allowed: 'a list of extensions', example: ['101'] },
    )
      .min(1)
      .optional(),
    to: list(
      text(/^\+[1-9][0-9]{5,14}$|^\+[1-9][0-9]{0,13}\*$/, {
        description: 'a number, or the beginning of numbers and *',
        allowed: 'E.164, or + and 1 to 14 digits and *',
        hide: 'number',
      }),
      { description: 'only calls to these numbers', allowed: 'a list of E.164 numbers', example: ['+61131444'] },
    )
      .min(1)
      .optional(),
    door: z.enum(['private', 'parent']).meta({ description: 'action: this door', example: 'parent' }).optional(),
    trunk: text(/^[a-z][a-z0-9]{0,7}$/, {
      description: 'action: this trunk, private door',
      allowed: 'the id of a trunk',
      example: 't1',
    }).optional(),
    refuse: z.literal(true).meta({ description: 'action: no call', example: true }).optional(),
  })
  .meta({ description: 'one rule: conditions and exactly one of door, trunk, refuse' });

/** The one schema. Every key has a description; the sample and the JSON Schema are generated from it. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: 'Version of this file format.', example: 1 }),
    organisation,
    secrets: secrets.prefault({}),
    country: z
      .enum(COUNTRY_CODES)
      .meta({ description: 'Numbering plan: emergency numbers, prefixes, formats.', example: 'AU' }),
    outside_line: list(
      text(/^[0-9*#]{1,2}$/, { description: 'digits for a line', allowed: '1 or 2 of 0-9 * # in quotes' }),
      {
        description: 'What people dial first to get a line; [] when nothing is.',
        allowed: 'a list of 1 or 2 digits each, in quotes',
        example: ['0'],
      },
    ).default([]),
    sites: list(site, { description: 'Places; the first is the default.', allowed: 'a list of at least one site' }).min(
      1,
    ),
    trunks: list(trunkSchema, {
      description: 'Ways out, in the order in which they are tried.',
      allowed: 'a list of at least one trunk',
    }).min(1),
    asterisk: z
      .strictObject({
        ari,
        ami,
        constants: z
          .enum(['auto', 'set_var', 'predial'])
          .meta({ description: 'how doors get their constant headers; auto: by the version of Asterisk' })
          .default('auto'),
        console: list(
          text(/^[^\p{C}]{1,4096}$/u, {
            description: 'a word of it',
            allowed: '1 to 4096 characters, no control characters',
          }),
          {
            description:
              "words of the command that runs Asterisk's console, without a shell; -rx and the console command are put behind them (audit, harden). The user who runs withheld must be allowed to use it",
            allowed: 'a list of at least one word',
            example: ['asterisk'],
          },
        )
          .min(1)
          .default(['asterisk']),
        directory: z
          .string()
          .regex(/^\/[^\p{C}]{0,4095}$/u)
          .meta({
            description:
              "absolute path of the PBX's own configuration files, read only (audit) and added to (harden --apply)",
            allowed: 'an absolute path',
            example: '/etc/asterisk',
          })
          .default('/etc/asterisk'),
      })
      .meta({ description: 'The PBX.' }),
    decision: z
      .strictObject({
        deadline_ms: integer(50, 2000, {
          description: 'milliseconds to decide; later, the private door is taken',
        }).default(300),
      })
      .meta({ description: 'Decisions.' })
      .prefault({}),
    rules: list(rule, {
      description: 'First match wins; without a match, the private door of the first trunk.',
      allowed: 'a list of rules',
    }).default([]),
    storage: z
      .strictObject({
        directory: z
          .string()
          .regex(/^[^\p{C}]{1,4096}$/u)
          .meta({
            description: 'where the database lies',
            allowed: 'a path',
            example: '/var/lib/withheld',
          }),
        token_key_file: z
          .string()
          .regex(/^\/[^\p{C}]{1,4095}$/u)
          .meta({
            description:
              'absolute path of the key that turns numbers into tokens; made at the first start; keep it off backups of the database',
            allowed: 'an absolute path',
            example: '/etc/withheld/token.key',
          }),
        keep_days: integer(1, 3650, { description: 'days records of calls are kept' }).default(30),
      })
      .meta({ description: 'Records of calls: tokens, never numbers.' }),
    console: consoleSchema.prefault({}),
    leak_tests: leakTestsSchema.prefault({}),
    canary: canarySchema.prefault({}),
    contacts: contactsSchema.prefault({}),
    voicemail: voicemailSchema.prefault({}),
    wire: wireSchema.prefault({}),
    drops: dropsSchema.prefault({}),
    inbound: inboundSchema.prefault({}),
  })
  .meta({ description: 'Withheld' });

/** What the files say, once it has the right shape: numbers are numbers, secrets still references. */
export type ParsedConfig = z.output<typeof configSchema>;
