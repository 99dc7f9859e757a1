/** The part of the catalogue of failures (`failure.ts`) that only the lab can meet. */
export const LAB_FAILURES = {
  LAB_NO_APT: [
    'a program the lab needs is missing',
    'the lab needs apt-get and dpkg (any Debian-like machine), also with --asterisk: its carrier and its phones come from there',
  ],
  LAB_NO_MIRROR: ['this machine names no Debian mirror', 'add one to the apt sources'],
  LAB_DOWNLOAD_FAILED: [
    'the lab packages could not be fetched',
    'check the network and the apt sources, then try again',
  ],
  LAB_PACKAGES_UNUSABLE: ['the lab packages do not fit this machine', 'the lab runs on amd64 and arm64'],
  LAB_NO_SUCH_ASTERISK: [
    'that Asterisk cannot be used',
    'give --asterisk the path of the asterisk program, e.g. /usr/sbin/asterisk; without it the lab fetches one',
  ],
  LAB_ASTERISK_TOO_OLD: [
    'that Asterisk is too old for the product',
    'give the path of Asterisk 16 or later; without --asterisk the lab fetches one',
  ],
  LAB_ASTERISK_INCOMPLETE: [
    'the modules or the data of that Asterisk were not found',
    'say where they are with --asterisk-modules and --asterisk-data (astmoddir and astdatadir of its asterisk.conf)',
  ],
  LAB_PBX_FAILED: [
    'a PBX of the lab did not start',
    'read output.txt and log/messages in its directory; was a file edited? `withheld lab up --fresh` builds the lab anew',
  ],
  LAB_NOT_UP: ['there is no lab here', 'start one with `withheld lab up`'],
  LAB_ALREADY_UP: ['a lab is up here already', 'use it, or end it with `withheld lab down`'],
  LAB_PBX_UNREACHABLE: [
    'a PBX of the lab does not run, or does not answer',
    'read output.txt and log/messages in its directory; `withheld lab down` and `withheld lab up` start it again',
  ],
  LAB_RELOAD_REFUSED: [
    'a PBX did not take all of its configuration',
    'mend what the lines name and reload again; what was refused is not in force',
  ],
  LAB_ADDRESS_TAKEN: [
    'other programs use the addresses of this lab',
    'end them, or build the lab anew with `withheld lab up --fresh`: it gets other addresses, edited files are lost',
  ],
  LAB_ALREADY_WATCHED: [
    'something else watches this lab already, and only one can',
    'wait until the other `withheld lab call` or `withheld lab start` has ended, or use another lab (--dir)',
  ],
  LAB_NO_ADDRESS: ['no free block of loopback addresses was found', 'end other labs first'],
  LAB_PHONE_FAILED: [
    'a phone of the lab could not run',
    'see the detail; the lab needs SIPp 3.7 or later (sip-tester)',
  ],
  LAB_PHONE_NOT_REGISTERED: [
    'a phone of the lab could not register',
    'see the detail; is the PBX up, and is the password its own?',
  ],
  LAB_CALL_FAILED: [
    'the phone could not place the call',
    'read log/messages of the agency PBX; `withheld lab status` says where it is and whether it runs',
  ],
  LAB_NO_SUCH_PHONE: ['the lab has no phone of that extension', 'its phones are 101, 102 and 103'],
} as const satisfies Record<string, readonly [message: string, hint: string]>;
