import { z } from 'zod';
import { integer, text } from './fields.ts';

const code = (description: string) =>
  text(/^[*#][0-9]{1,5}$/, { description, allowed: '* or # and 1 to 5 digits, in quotes' });

/** Contact plans, and the codes that workers dial for them. */
export const contactsSchema = z
  .strictObject({
    codes: z
      .strictObject({
        protocol: code(
          'what was agreed with the caller this phone speaks with: this code and 1 the agency calls back, 2 the survivor calls again, 0 nobody calls',
        ).default('*60'),
        notice: code('the notice of the last call again').default('*65'),
        call_back: code(
          'calls the caller of the last call back, where that was agreed; with 1 behind it the worker also says that hanging up was a slip',
        ).default('*66'),
      })
      .meta({
        description:
          'What phones of a site dial. None may be, or begin, an emergency number, a CLIR code, an outside line, or another of them.',
      })
      .prefault({}),
    time_zone: text(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, {
      description: "the agency's time zone, in which safe windows are meant (default: that of this machine)",
      allowed: 'a name of the IANA list, e.g. Australia/Melbourne',
      example: 'Australia/Melbourne',
    }).optional(),
    keep_days: integer(1, 365, {
      description: 'days a plan made by `withheld contact set` stands when --expires does not say otherwise',
    }).default(14),
    after_call_minutes: integer(10, 240, {
      description:
        'minutes after the end of a call in which what was agreed in it holds, its codes work, and its number is kept (sealed)',
    }).default(30),
  })
  .meta({
    description: 'What was agreed with contacts: who calls after a drop. Numbers are kept as tokens, or sealed.',
  });
