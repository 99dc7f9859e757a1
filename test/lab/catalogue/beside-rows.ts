import type { BesideRow } from './beside-row.ts';
import { iaxLine, toldByIax } from './iax-listener.ts';
import { sourceHeard } from './media-source.ts';
import { certificateFor, subjectShown } from './tls-listener.ts';

const NO_SIP = 'IAX2 is another protocol: no SIP message says anything of it, and no mirror shows it';

/** Rows that only another wire than that of SIP shows. The audit names the setting; a listener at the far end shows that it tells. */
export const BESIDE_ROWS: readonly BesideRow[] = [
  {
    row: 'E7',
    made: 'the module that passes media of two legs unchanged is loaded',
    why: 'the mirror shows SIP and no media, and the probes of the leak tests speak to themselves',
    edits: () => ({ files: [], modules: ['bridge_native_rtp'] }),
    heard: sourceHeard,
    tells: /^SSRC/,
    audit: ['module:bridge_native_rtp'],
  },
  {
    row: 'F1',
    made: 'a line of IAX2: the number is swapped, everything is marked restricted, and the name goes along',
    why: NO_SIP,
    edits: iaxLine,
    heard: toldByIax,
    tells: /^CALLING NAME: .*Wrenfield/,
    audit: ['module:chan_iax2', 'dial-other-line:beside-iax:IAX2'],
  },
  {
    row: 'F2',
    made: 'a line of IAX2 with sendani: the ANI outlives the swap',
    why: NO_SIP,
    edits: iaxLine,
    heard: toldByIax,
    tells: /^CALLING ANI: .*255501002/,
    audit: ['module:chan_iax2', 'iax:sendani'],
  },
  {
    row: 'F3',
    made: 'a line of IAX2 whose user has a name of the agency',
    why: NO_SIP,
    edits: iaxLine,
    heard: toldByIax,
    tells: /^USERNAME: wrenfield/,
    audit: ['module:chan_iax2'],
  },
  // Last: Asterisk reads certificates when it starts.
  {
    row: 'E5',
    made: 'the certificate of a transport that leads out is made out to the house',
    why: 'the mirror shows the messages inside TLS, not how it was set up',
    edits: async (lab) => {
      const { pem, key } = await certificateFor(lab, '/O=Wrenfield Refuge/CN=pbx');
      return {
        files: [
          { file: '../../certificates/pbx.pem', change: () => pem },
          { file: '../../certificates/pbx.key', change: () => key },
        ],
      };
    },
    restart: true,
    heard: subjectShown,
    tells: /wrenfield/i,
    audit: ['transport-certificate:outside-t1'],
  },
];
