import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { loadTokenKey, type TokenKey } from '../adapters/sealing/token-key.ts';
import {
  forgetContactWrite,
  forgetPlanWrite,
  plansIn,
  plansOfContact,
  planWrites,
} from '../adapters/sqlite/contact-store.ts';
import { DatabaseGuest } from '../adapters/sqlite/guest.ts';
import { CONTACTS } from '../adapters/sqlite/schema.ts';
import type { ContactPlan, PlanRef } from '../call/contact-plan.ts';
import { DROP_PROTOCOLS } from '../call/notice.ts';
import type { Config } from '../config/config.ts';
import { standingPlan } from '../contacts/plan.ts';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { planLines, shownPlan } from './contact/told-plan.ts';
import { typedNumber } from './contact/typed-number.ts';
import { type SetFlags, wantedPlan } from './contact/wanted-plan.ts';
import { endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';

interface Flags {
  readonly config: string;
  readonly json?: boolean;
}

/** What every verb needs: the configuration, the key, and the database beside the daemon. */
interface Desk {
  readonly config: Config;
  readonly key: TokenKey;
  readonly guest: DatabaseGuest;
}

async function deskOf(path: string): Promise<Desk | Failure> {
  const config = configFrom(path);
  if (config instanceof Failure) return config;
  const key = await loadTokenKey(config.storage.token_key_file);
  if (key instanceof Failure) return key;
  return { config, key, guest: new DatabaseGuest(config.storage.directory, CONTACTS) };
}

/** `work`, and its failure printed. Anything that stands behind the verb is refused before: it may be a number. */
async function atDesk(flags: Flags, behind: readonly string[], work: (desk: Desk) => Promise<Failure | null>) {
  const desk = behind.length > 0 ? new Failure('CONTACT_NUMBER_TYPED') : await deskOf(flags.config);
  const failure = desk instanceof Failure ? desk : await work(desk);
  if (failure !== null) endFailed(failure);
}

function told(plans: readonly ContactPlan[], { json }: Flags, none: string): void {
  if (json) printJson({ plans: plans.map(shownPlan) });
  else for (const line of plans.length === 0 ? [none] : planLines(plans)) printLine(oneLine(line));
}

async function set(behind: readonly string[], flags: Flags & SetFlags): Promise<void> {
  await atDesk(flags, behind, async ({ config, guest, key }) => {
    const wanted = wantedPlan(flags, config.contacts.keep_days);
    if (wanted instanceof Failure) return wanted;
    const number = await typedNumber(config, true);
    if (number instanceof Failure) return number;
    const now = Date.now();
    const plan = standingPlan(
      {
        ref: randomUUID() as PlanRef,
        contact: { number, token: key.tokenOf(number, 'contact') },
        protocol: wanted.protocol,
        consent: wanted.consent,
        windows: wanted.windows,
        recorded: { by: wanted.by, at: now },
        expiresAt: now + wanted.lastsMs,
      },
      key.sealer(),
    );
    const failure = await guest.write(planWrites(plan, now));
    if (failure === null) told([plan], flags, '');
    return failure;
  });
}

async function show(behind: readonly string[], flags: Flags): Promise<void> {
  await atDesk(flags, behind, async ({ config, guest, key }) => {
    const number = await typedNumber(config, false);
    if (number instanceof Failure) return number;
    const plans = await plansOfContact(
      (sql, params) => guest.read(sql, params),
      key.tokenOf(number, 'contact'),
      Date.now(),
    );
    if (plans.outcome !== 'ok') return new Failure(plans.why);
    told(plans.value, flags, 'nothing is agreed with this contact');
    process.exitCode = plans.value.length === 0 ? 1 : 0;
    return null;
  });
}

async function list(behind: readonly string[], flags: Flags): Promise<void> {
  await atDesk(flags, behind, async ({ guest }) => {
    const plans = await plansIn((sql, params) => guest.read(sql, params), Date.now());
    if (plans.outcome !== 'ok') return new Failure(plans.why);
    told(plans.value, flags, 'no plan');
    return null;
  });
}

const PLAN = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function forget(behind: readonly string[], flags: Flags & { readonly plan?: string }): Promise<void> {
  await atDesk(flags, behind, async ({ config, guest, key }) => {
    const { plan } = flags;
    if (plan !== undefined && !PLAN.test(plan)) return new Failure('USAGE', '--plan takes what `contact list` names');
    const number = plan === undefined ? await typedNumber(config, false) : null;
    if (number instanceof Failure) return number;
    const now = Date.now();
    const write =
      number === null ? forgetPlanWrite(plan as PlanRef, now) : forgetContactWrite(key.tokenOf(number, 'contact'), now);
    const failure = await guest.write([write]);
    if (failure !== null) return failure;
    if (flags.json) printJson({ forgotten: true });
    else printLine('forgotten: nothing of it is kept any more');
    return null;
  });
}

function verb(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('[nothing...]', 'nothing: a number on the command line would stay in the history of the shell')
    .addOption(configOption())
    .option('--json', 'as JSON');
}

/** `withheld contact`: what was agreed with a contact. Works with the daemon running or dead, and without the PBX. */
export function contactCommand(): Command {
  const several = (text: string, all: readonly string[]) => [...all, text];
  return new Command('contact')
    .description(
      'what was agreed with contacts; numbers are read from standard input or asked for, never from the command line',
    )
    .addCommand(
      verb('set', 'write down what was agreed; takes the place of what stood before')
        .requiredOption('--protocol <protocol>', `who calls after a drop: ${DROP_PROTOCOLS.join(', ')}`)
        .option('--consent', 'the contact said that they may be called back on this number; it is kept, sealed')
        .option(
          '--window <times>',
          "when it is safe to call, e.g. 'mon-fri 09:00-17:00'; may be given again",
          several,
          [],
        )
        .option('--expires <time>', '90m, 12h, 30d; a year at most (default: contacts.keep_days)')
        .requiredOption('--by <name>', 'who writes it down: initials or a short name; kept as long as the plan')
        .action(set),
    )
    .addCommand(verb('show', 'what is agreed with the contact of a number; exit 1 when nothing is').action(show))
    .addCommand(verb('list', 'every plan, without numbers').action(list))
    .addCommand(
      verb('forget', 'erase what is agreed with the contact of a number')
        .option('--plan <plan>', 'the one plan that `contact list` names so, instead of a number')
        .action(forget),
    );
}
