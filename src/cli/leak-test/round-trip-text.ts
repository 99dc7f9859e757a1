import type { RoundTripReport, TripReport } from '../../leaks/round-trip/report.ts';
import { columns } from '../columns.ts';
import { oneLine } from '../output.ts';

const WORDS: Readonly<Record<TripReport['outcome'], string>> = {
  clean: 'clean',
  inconclusive: 'unclear',
  finding: 'FINDING',
  alarm: 'ALARM',
  critical: 'CRITICAL',
};

const SENTENCES: Readonly<Record<RoundTripReport['verdict'], string>> = {
  clean: 'clean: no far end was given what it may not have',
  leaked: 'LEAKED: a far end was given what it may not have',
  inconclusive: 'inconclusive: no far end was seen to be given too much, but not every call could be looked at',
};

function row({ trunk, door, destination, arrivesOn, grade, outcome }: TripReport): readonly string[] {
  return [`${trunk}-${door}`, String(destination), arrivesOn, (grade ?? '-').replaceAll('-', ' '), WORDS[outcome]];
}

function whyLines({ trunk, door, destination, why, advice, forwarded }: TripReport): readonly string[] {
  return [
    `${trunk}-${door} to number ${destination}: ${why}${forwarded ? '; it came by way of a number that diverts' : ''}`,
    ...(advice === null ? [] : [`    do      ${advice}`]),
  ];
}

/** The report for a person, line by line. A destination is told by its place in the configuration, never by its number. */
export function roundTripLines({ trips, onNet, verdict, limits }: RoundTripReport): readonly string[] {
  return [
    ...columns([['door', 'number', 'came in on', 'far end was given', 'verdict'], ...trips.map(row)]),
    '',
    ...trips.flatMap(whyLines),
    ...onNet.map(
      (trunk) => `${trunk}: not tried; no number at another carrier is configured for it (canary.destinations)`,
    ),
    '',
    ...limits.map((limit) => `not seen here: ${limit}`),
    '',
    SENTENCES[verdict],
  ].map(oneLine);
}
