import type { ConfigSection } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { isOn } from './option-value.ts';

function lastOf(sections: readonly ConfigSection[], key: string): string | undefined {
  const all = sections.flatMap(({ settings }) => settings).filter(([name]) => name.toLowerCase() === key);
  return all.at(-1)?.[1];
}

/** What every line should have set to yes. */
const HIDING = [
  {
    option: 'usecallingpres',
    rows: ['F4'],
    why: 'it is off in the code: ISDN then sends every number as presentable, whatever the dialplan says',
  },
  {
    option: 'hidecallerid',
    rows: ['F4', 'F5'],
    why: 'the number goes into the call setup, at best with a mark that says restricted',
  },
  { option: 'hidecalleridname', rows: ['F4'], why: "the caller's name goes into the call setup" },
] as const;

/** Lines that show a number whatever is set. */
const SHOWING = [
  {
    option: 'analogue',
    signalling: /^fxs/i,
    rows: ['F6'],
    found: 'there are analogue lines to the exchange',
    why: "the exchange shows the line's own number; nothing the PBX says changes that",
    fix: "ask for permanent CLIR on the line, dial the country's code in front, and prove it by a call",
  },
  {
    option: 'r2',
    signalling: /mfcr2/i,
    rows: ['F5'],
    found: 'there are MFC/R2 lines',
    why: 'R2 sends the number whatever the presentation is',
    fix: 'set hidecallerid=yes, or use another line',
  },
] as const;

/** Settings of ISDN, R2 and analogue lines (chan_dahdi.conf). */
function dahdi({ settings }: Audited): readonly AuditFinding[] {
  const { dahdi: lines } = settings;
  if (!lines.known || lines.value.length === 0) return [];
  const { from, value } = lines;
  const kinds = value.flatMap((section) => section.settings).filter(([key]) => key.toLowerCase() === 'signalling');
  const common = { rule: 'dahdi', severity: 'leak', from } as const;
  const open = HIDING.filter(({ option }) => !isOn(lastOf(value, option))).map(({ option, rows, why }) =>
    finding({
      ...common,
      subject: [option],
      rows,
      found: `${option} is not set to yes`,
      why,
      fix: `set ${option}=yes in chan_dahdi.conf, and restart Asterisk`,
    }),
  );
  const showing = SHOWING.filter(({ signalling }) => kinds.some(([, kind]) => signalling.test(kind)));
  return [
    ...open,
    ...showing.map(({ option, rows, found, why, fix }) =>
      finding({ ...common, subject: [option], rows, found, why, fix }),
    ),
  ];
}

function iax({ settings }: Audited): readonly AuditFinding[] {
  const { iax: peers } = settings;
  if (!peers.known) return [];
  const ani = peers.value.some((section) =>
    section.settings.some(([key, value]) => key.toLowerCase() === 'sendani' && isOn(value)),
  );
  if (!ani) return [];
  return [
    finding({
      rule: 'iax',
      subject: ['sendani'],
      severity: 'leak',
      rows: ['F2'],
      from: peers.from,
      found: 'sendani is on',
      why: "the caller's true number (ANI) goes along, whatever identity was put in its place",
      fix: 'set sendani=no in iax.conf, then asterisk -rx "module reload chan_iax2.so"',
    }),
  ];
}

function signed({ settings, house }: Audited): readonly AuditFinding[] {
  const { stirShaken, geolocation, pjsipFile } = settings;
  const signs =
    stirShaken.known &&
    stirShaken.value.some(({ name, settings: lines }) =>
      [name, ...lines.map(([, value]) => value)].some((text) => house.secret(text) !== null),
    );
  const placed =
    geolocation.known &&
    geolocation.value.some(
      ({ name, settings: lines }) => house.secret(name) !== null || lines.some(([key]) => key === 'location_info'),
    );
  const published =
    pjsipFile.known &&
    pjsipFile.value.some(({ settings: lines }) =>
      lines.some(([key, value]) => key === 'type' && /^(?:outbound-publish|asterisk-publication)$/.test(value)),
    );
  return [
    ...(signs
      ? [
          finding({
            rule: 'stir-shaken',
            subject: ['names'],
            severity: 'leak',
            rows: ['D1'],
            from: stirShaken.from,
            found: 'a number, certificate or address of the house is set up for signing',
            why: 'a signed Identity header holds the true number and where its certificate lies, also of a withheld call',
            fix: "let the carrier sign: empty stir_shaken.conf, or sign the parent's number only",
          }),
        ]
      : []),
    ...(placed
      ? [
          finding({
            rule: 'geolocation',
            subject: ['location'],
            severity: 'link',
            rows: ['D2'],
            from: geolocation.from,
            found: 'a location is set up for sending',
            why: 'on any endpoint but an emergency door it tells the street address',
            fix: 'use it on emergency doors only, under a section name that names nobody',
          }),
        ]
      : []),
    ...(published
      ? [
          finding({
            rule: 'publication',
            subject: [],
            severity: 'link',
            rows: ['C10'],
            from: pjsipFile.from,
            found: 'states of phones or mailboxes are published to another machine',
            why: 'it learns which extension is in a call',
            fix: 'take outbound-publish and asterisk-publication out of pjsip.conf',
          }),
        ]
      : []),
  ];
}

/** Lines of other technologies, signing, locations and publications: what their files set. */
export function otherLines(audited: Audited): readonly AuditFinding[] {
  return [...dahdi(audited), ...iax(audited), ...signed(audited)];
}
