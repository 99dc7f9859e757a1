import { z } from 'zod';
import { e164, list, text } from './fields.ts';

const SOUND = /^[a-z0-9][a-z0-9_-]{0,39}(?:\/[a-z0-9][a-z0-9_-]{0,39}){0,3}$/;

const helpline = z
  .strictObject({
    number: e164({
      description: 'a number of the agency’s own on which people call in, one of secrets.numbers and no site’s',
      example: '+61255500150',
    }),
    announcement: z
      .boolean()
      .meta({ description: 'whether a caller first hears that nobody can call back', allowed: 'true or false' })
      .default(true),
    prompt: text(SOUND, {
      description: 'the sound that says so, by its name on the PBX and without an ending: a recording of your own',
      allowed: 'small letters, digits, _ and -, in up to 4 parts with / between them',
    }).default('withheld/cannot-call-back'),
    return_route: z
      .boolean()
      .meta({
        description: 'whether a caller who was cut off and calls again is led to the same worker first',
        allowed: 'true or false',
      })
      .default(true),
    return_code: z
      .boolean()
      .meta({
        description:
          'whether a caller without a number is told three digits by which a second call is known again; needs return_route and an announcement by answer',
        allowed: 'true or false',
      })
      .default(true),
  })
  .meta({ description: 'one number' });

/** What happens to calls that come in. */
export const inboundSchema = z
  .strictObject({
    helplines: list(helpline, {
      description:
        'numbers whose calls are announced and led back; every other call goes to your own dialplan as it always did. They keep their extension in inbound_context: that is where a call goes on',
      allowed: 'a list of at most 50 numbers',
    })
      .max(50)
      .default([]),
    announce_by: z
      .enum(['answer', 'early'])
      .meta({
        description:
          'answer: the call is answered first, so that every mobile hears it, and a key ends it; the caller pays from then on. early: before the answer; costs nothing, but many networks do not let it through, and no key is heard',
      })
      .default('answer'),
    announcement: text(/^(?=.{1,400}$)[\p{L}\p{N}][^\p{C}"\\<>]*$/u, {
      description: 'what `withheld prompts make` has the announcement say; it must name nobody and no earlier call',
      allowed: '1 to 400 characters without quotes, \\ and < >',
      example: 'If we are cut off, we cannot call you back. You can call this number again at any time.',
    }).optional(),
    notices: z
      .enum(['ring', 'message', 'both', 'none'])
      .meta({
        description:
          'how a worker is told of a call that was lost: their phone rings and says it; a text message (needs res_pjsip_messaging.so, see README); both; none (console and *65 only)',
      })
      .default('ring'),
  })
  .meta({ description: 'Calls that come in.' });
