import { AGENCY } from '../../../src/lab/lab-plan.ts';
import type { VectorId } from '../../../src/leaks/judge/vectors.ts';
import { door, type Edits, LEAVE, replaced, section } from './hand-edits.ts';

/** Something that no row of the catalogue describes, made by hand together with others of its kind. */
export interface UnlistedWay {
  readonly made: string;
  /** A header that the pre-dial handler adds. */
  readonly header?: readonly [name: string, value: string];
  /** Where the judge must find it. */
  readonly place: string;
  readonly vector: VectorId;
}

const ENCODED = Buffer.from(`caller ${AGENCY.dids.desk}`).toString('base64');

/** Headers that a dialplan adds; most of what they say names nobody. */
export const UNLISTED_HEADERS: readonly UnlistedWay[] = [
  {
    made: 'a header that nobody has registered, with a value that says nothing',
    header: ['Site-Note', '7'],
    place: '(unknown header)',
    vector: 'not-allowed',
  },
  {
    made: 'a number of the agency in base64 in a header of its own',
    header: ['X-Trace', ENCODED],
    place: '(unknown header)',
    vector: 'agency-number',
  },
  {
    made: 'Alert-Info with an address inside',
    header: ['Alert-Info', '<http://10.20.30.40/ring.wav>'],
    place: 'Alert-Info',
    vector: 'dialplan-header',
  },
  {
    made: 'Call-Info with a picture',
    header: ['Call-Info', '<http://pictures.example/1.png>'],
    place: 'Call-Info',
    vector: 'dialplan-header',
  },
  { made: 'Subject', header: ['Subject', 'call'], place: 'Subject', vector: 'dialplan-header' },
  { made: 'Organization', header: ['Organization', 'House'], place: 'Organization', vector: 'dialplan-header' },
  {
    made: 'P-Charging-Vector',
    header: ['P-Charging-Vector', 'icid-value=1234'],
    place: 'P-Charging-Vector',
    vector: 'dialplan-header',
  },
  {
    made: 'P-Access-Network-Info',
    header: ['P-Access-Network-Info', 'IEEE-802.11'],
    place: 'P-Access-Network-Info',
    vector: 'dialplan-header',
  },
  { made: 'Priority', header: ['Priority', 'urgent'], place: 'Priority', vector: 'not-allowed' },
];

/** Settings of the door and of PJSIP. */
export const UNLISTED_SETTINGS: readonly UnlistedWay[] = [
  { made: 'sdp_session is a word of the agency', place: 'sdp', vector: 'secret-word' },
  { made: 'sdp_owner is an account on the machine', place: 'sdp', vector: 'sdp-owner' },
  {
    made: 'rtcp_mux: a line of the session description that a plain call does not need',
    place: 'sdp',
    vector: 'sdp-media-name',
  },
  { made: 'user_agent is the name of the agency', place: 'User-Agent', vector: 'secret-word' },
  { made: 'from_domain with a number behind it', place: 'From', vector: 'agency-number' },
];

const headerSteps = UNLISTED_HEADERS.flatMap(({ header }) =>
  header === undefined ? [] : [` same => n,Set(PJSIP_HEADER(add,${header[0]})=${header[1]})\n`],
);

/** All of the headers at once: none hides another. */
export const HEADER_EDITS: Edits = {
  files: [replaced(LEAVE, ' same => n,Set(WITHHELD_PASSED=', `${headerSteps.join('')} same => n,Set(WITHHELD_PASSED=`)],
};

export const SETTING_EDITS: Edits = {
  files: [
    section('pjsip.conf', 'global', 'global', [`user_agent=${AGENCY.name} PBX`]),
    door(
      't1-private',
      [
        'sdp_session=Wrenfield',
        'sdp_owner=operator',
        'rtcp_mux=yes',
        `from_domain=line${AGENCY.dids.desk.slice(1)}.anonymous.invalid`,
      ],
      ['set_var=SIPFROMDOMAIN='],
    ),
  ],
};
