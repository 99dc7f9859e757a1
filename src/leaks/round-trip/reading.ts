import type { PhoneNumber } from '../../call/phone-number.ts';
import type { Grade } from '../../call/round-trip.ts';
import type { Delivered } from '../../ports/round-trip-caller.ts';
import { numberDigits } from '../judge/digit-runs.ts';
import { valuesIn } from '../judge/name-address.ts';
import { type Party, partyIn, withoutTag } from './party.ts';
import { passportIn } from './passport.ts';
import { isNumberLike, type KnownParties, ofName, ofNumber, type SpokenFor } from './spoken-for.ts';

/** Something that a far end was given, where it stood. */
interface Sighting {
  readonly place: string;
  readonly grade: Grade;
}

/** Values of Privacy that ask to withhold (RFC 3323 §4.2, RFC 3325 §9.3). */
const RESTRICTING = new Set(['id', 'header', 'session', 'user', 'critical']);

function isRestricted({ privacy }: Delivered): boolean {
  const asked = privacy.flatMap((value) => value.toLowerCase().split(/[;,]/)).map((value) => value.trim());
  return asked.some((value) => RESTRICTING.has(value));
}

function shown(speaksFor: SpokenFor, restricted: boolean): Grade | null {
  if (speaksFor === 'withheld' || speaksFor === 'absent') return null;
  if (speaksFor === 'agency') return 'agency-shown';
  if (restricted) return 'restricted-but-delivered';
  if (speaksFor === 'name') return 'name-shown';
  return speaksFor === 'parent' ? 'parent-shown' : 'other-shown';
}

/** Looks through everything that one call brought. Use it once. */
export class Reading {
  readonly #known: KnownParties;
  readonly #called: ReadonlySet<string>;
  readonly #delivered: Delivered;
  readonly #restricted: boolean;
  readonly sightings: Sighting[] = [];
  forwarded = false;

  constructor(delivered: Delivered, known: KnownParties, called: readonly PhoneNumber[]) {
    this.#delivered = delivered;
    this.#known = known;
    this.#called = new Set(called.flatMap((number) => [...numberDigits(number.reveal(), known.countryCode).whole]));
    this.#restricted = isRestricted(delivered);
  }

  /** From: every phone shows it, whatever Privacy asks for. */
  from(): SpokenFor | null {
    const { from } = this.#delivered;
    this.#search('From', withoutTag(from), 'fact');
    const party = partyIn(from);
    if (party === null) {
      this.#search('From', withoutTag(from), 'open');
      this.#see('From', 'unreadable');
      return null;
    }
    this.#party('From', party, false);
    const says = [ofName(party.display, this.#known), ofName(party.user, this.#known)];
    const hidden = says.includes('withheld') || party.host.toLowerCase() === 'anonymous.invalid' || this.#restricted;
    return hidden ? 'withheld' : 'absent';
  }

  /** What one PBX asserts to another; shown unless Privacy asks to withhold it. */
  asserted(): void {
    for (const value of this.#delivered.asserted.flatMap(valuesIn)) {
      this.#search('P-Asserted-Identity', value, 'fact');
      this.#read('P-Asserted-Identity', value, (party) => this.#party('P-Asserted-Identity', party, this.#restricted));
    }
  }

  remoteParty(): void {
    const place = 'Remote-Party-ID';
    for (const value of this.#delivered.remoteParty.flatMap(valuesIn)) {
      if (/;\s*party=called\b/i.test(value)) continue;
      this.#search(place, value, 'fact');
      const full = /;\s*privacy="?(?:full|uri|name)\b/i.test(value);
      this.#read(place, value, (party) => this.#party(place, party, full || this.#restricted));
    }
  }

  /** As the far PBX understood it: a directory of names may have had a say. */
  understood(): void {
    const place = 'caller ID';
    const { name, number, presentation } = this.#delivered;
    const restricted = presentation.startsWith('prohib');
    for (const text of [name, number]) {
      this.#search(place, text, 'open');
      this.#grade(place, ofName(text, this.#known), restricted);
    }
  }

  /** Who diverted: the number that was called may stand there, because it does. */
  diverted(place: 'Diversion' | 'History-Info', values: readonly string[]): void {
    for (const value of values.flatMap(valuesIn)) {
      this.#read(place, value, (party) => {
        if (isNumberLike(party.user) && this.#isCalled(party.user)) {
          // History-Info names it in any case (RFC 7044 §5).
          this.forwarded ||= place === 'Diversion';
          this.#search(place, value.replace(party.user, ''), 'fact');
          this.#search(place, party.display, 'open');
          return;
        }
        this.#search(place, value, 'fact');
        for (const text of [party.display, party.user]) this.#search(place, text, 'open');
        // Privacy: id does not speak of these headers (RFC 5379 §5).
        const hidden = party.parameters.some((each) => /^privacy="?(?:full|uri|name)/.test(each));
        if (isNumberLike(party.user)) this.#grade(place, ofNumber(party.user, this.#known), hidden);
        if (party.display !== '') this.#grade(place, ofName(party.display, this.#known), hidden);
      });
    }
  }

  /** A signature names its caller to whoever reads it; no phone displays it. */
  signed(): void {
    for (const value of this.#delivered.identity.flatMap(valuesIn)) {
      const passport = passportIn(value);
      if (passport === null) {
        this.#search('Identity', value, 'open');
        this.#see('Identity', 'unreadable');
        continue;
      }
      const diverted = passport.diverted.filter((each) => this.#isCalled(each));
      this.#search(
        'Identity',
        diverted.reduce((text, each) => text.replaceAll(each, ''), passport.text),
        'fact',
      );
      for (const each of passport.callers) this.#search('Identity', each, 'open');
      for (const each of passport.callers) this.#grade('Identity', ofName(each, this.#known), true);
      if (diverted.length > 0) this.forwarded = true;
    }
  }

  #party(place: string, { display, user }: Party, restricted: boolean): void {
    for (const text of [display, user]) this.#search(place, text, 'open');
    this.#grade(place, ofName(display, this.#known), restricted);
    this.#grade(place, ofName(user, this.#known), restricted);
  }

  #read(place: string, value: string, act: (party: Party) => void): void {
    if (value === '') return;
    const party = partyIn(value);
    if (party === null) {
      this.#search(place, value, 'open');
      this.#see(place, 'unreadable');
    } else act(party);
  }

  #isCalled(number: string): boolean {
    return this.#called.has(number.replace(/[^0-9]/g, ''));
  }

  #grade(place: string, speaksFor: SpokenFor, restricted: boolean): void {
    const grade = shown(speaksFor, restricted);
    if (grade !== null) this.#see(place, grade);
  }

  /** `open` where somebody wrote a name or a number; the rest is the carriers' own hosts and parameters, which hold short digits by chance. */
  #search(place: string, text: string, how: 'open' | 'fact'): void {
    const { kinds, exhausted } = this.#known.agency.kindsIn(text, how);
    if (kinds.length > 0) this.#see(place, 'agency-shown');
    if (exhausted) this.#see(place, 'unreadable');
  }

  #see(place: string, grade: Grade): void {
    this.sightings.push({ place, grade });
  }
}
