import type { Outcome } from '../../call/round-trip.ts';
import type { TripEnd } from '../../ports/round-trip-caller.ts';
import type { Graded } from './grades.ts';

export interface Verdict {
  readonly outcome: Outcome;
  /** In words; names no number and nobody. */
  readonly why: string;
  /** What to do; `null`: nothing. */
  readonly advice: string | null;
}

const ASK_CLIR =
  'ask the carrier of this trunk for permanent CLIR on the service, and whether it honours Privacy (RFC 3323, RFC 3325)';

function clean(why: string): Verdict {
  return { outcome: 'clean', why, advice: null };
}

function inconclusive(why: string, advice: string): Verdict {
  return { outcome: 'inconclusive', why, advice };
}

/** What was shown through the private door, which may show nobody. */
function throughPrivate({ grade, places }: Graded): Verdict {
  const where = places.join(', ');
  switch (grade) {
    case 'no-number':
      return clean('the far end was shown no number');
    case 'unavailable':
      return clean(
        'the far end was shown no number; it was not told that one is withheld, so that a phone may say "unavailable"',
      );
    case 'restricted-but-delivered':
      return {
        outcome: 'finding',
        why: `a number was delivered although it is withheld (${where}): a phone hides it, a PBX can read it`,
        advice: `${ASK_CLIR}; ask the carrier of the number called why it hands on what is withheld`,
      };
    case 'name-shown':
      return {
        outcome: 'alarm',
        why: `a name was shown that is not known, without a number (${where}): a word of some network for "withheld", or the name of an account`,
        advice: `see what that far end shows; if it is a name, ${ASK_CLIR}`,
      };
    case 'unreadable':
      return inconclusive(`what the far end was given cannot be read (${where})`, 'look at what that carrier sends');
    case 'parent-shown':
      return {
        outcome: 'alarm',
        why: `the parent organisation was shown (${where}): the carrier did not withhold`,
        advice: ASK_CLIR,
      };
    case 'other-shown':
      return {
        outcome: 'critical',
        why: `a number was shown that is not the parent organisation's (${where}): the default number of the account, perhaps`,
        advice: `${ASK_CLIR}; ask whose it is; if it is the agency's, list it in secrets`,
      };
    case 'agency-shown':
      return {
        outcome: 'critical',
        why: `a number, name or extension of the agency was shown (${where})`,
        advice: `${ASK_CLIR}; do not call survivors over this trunk until it is mended`,
      };
  }
}

/** The parent's door shows the parent organisation; nothing else differs. */
function throughParent(graded: Graded): Verdict {
  if (graded.grade === 'parent-shown')
    return clean('the far end was shown the parent organisation, as this door is for');
  if (graded.grade === 'no-number' || graded.grade === 'unavailable')
    return clean('the far end was shown no number, although this door shows the parent organisation');
  return throughPrivate(graded);
}

/** What a grade means for a door. Pure. */
export function verdictOf(graded: Graded, door: 'private' | 'parent'): Verdict {
  return door === 'private' ? throughPrivate(graded) : throughParent(graded);
}

/** What a call means that was never graded. `closed`: its door is closed because it leaked on the wire. Pure. */
export function lost(end: Exclude<TripEnd['kind'], 'delivered'> | 'closed'): Verdict {
  switch (end) {
    case 'closed':
      return inconclusive(
        'the door is closed because it leaked on the wire: no call goes through it',
        'see `withheld quarantine`; a clean `withheld leak-test` opens it',
      );
    case 'not-placed':
      return inconclusive(
        'the PBX did not place the call',
        'write the files again with `withheld harden`, then asterisk -rx "dialplan reload"',
      );
    case 'ended':
      return inconclusive(
        'the call ended before it was answered and came back',
        'see whether the trunk is up and the number can be called from another phone; another round trip may have been under way',
      );
    case 'not-known':
      return inconclusive(
        'the call was answered, and nothing came back that said its code',
        'see whether somebody else answers this number, how the carrier writes it (the request line must name it), and whether tones come through (dtmf_mode)',
      );
    case 'unreadable':
      return inconclusive('the call came back, and the PBX did not say what with', 'run this again');
    case 'stopped':
      return inconclusive('the test was stopped', 'run this again');
  }
}

/** It came in elsewhere than where another carrier hands it over: it may never have left the first one. */
export function elsewhere(endpoint: string): Verdict {
  const known = /^[a-z][a-z0-9]{0,7}-in$/.test(endpoint) ? endpoint : 'another door';
  return inconclusive(
    `the call came back by ${known}, not by the trunk of arrives_on: it may never have left its carrier`,
    'compare canary.destinations with where calls to this number come in',
  );
}
