import { CONSOLE_FAILURES } from './console-failures.ts';
import { LAB_FAILURES } from './lab-failures.ts';
import { VOICEMAIL_FAILURES } from './voicemail-failures.ts';

/**
 * The catalogue of failures: stable code → what happened, and what the operator should do. Codes are part of the public interface
 * (logs, `--json`, `/readyz`); texts may change. Never put a number, a name or a secret into a detail.
 */
const CATALOGUE = {
  USAGE: ['that is not how the command is used', 'see -h'],
  UNEXPECTED: ['something happened that should not', 'report this, with what you did'],
  CONFIG_UNREADABLE: ['the configuration file cannot be read', 'check the path and that the daemon user may read it'],
  CONFIG_INVALID: ['the configuration is not valid', 'mend the lines named; nothing was changed'],
  CONFIG_NO_CANARY: [
    'no number of your own at another carrier is configured: canary.destinations is empty',
    'add canary.destinations to withheld.yaml (number, arrives_on), then `withheld harden`',
  ],
  PBX_ARI_UNREACHABLE: [
    'the PBX does not answer on its HTTP port',
    'check http.conf (enabled, bindaddr, bindport) and that Asterisk runs',
  ],
  PBX_ARI_LOGIN_REFUSED: ['the PBX refused the ARI login', 'compare user and password with ari.conf'],
  PBX_ARI_NOT_READY: [
    'the PBX has no ARI (yet)',
    'it may still be starting; else load res_ari and its parts, and enable ari.conf',
  ],
  PBX_ARI_UNEXPECTED: [
    'what answers on the HTTP port is not an ARI this daemon understands',
    'check the address; Asterisk 16 or later is needed',
  ],
  PBX_ARI_LOST: ['the ARI event connection was lost', 'nothing to do if Asterisk restarted; else read its log'],
  PBX_ARI_FROZEN: ['the PBX stopped answering on ARI', 'look for a hung or overloaded Asterisk'],
  PBX_ARI_REPLACED: [
    'another program took over our ARI application',
    'run one daemon per PBX, with an application name of its own',
  ],
  PBX_ARI_READ_ONLY: ['the ARI user may not write', 'set read_only=no for it in ari.conf'],
  PBX_AMI_UNREACHABLE: [
    'the PBX does not answer on its manager port',
    'check manager.conf (enabled, bindaddr, port, deny before permit)',
  ],
  PBX_AMI_LOGIN_REFUSED: ['the PBX refused the AMI login', 'compare user and secret with manager.conf'],
  PBX_AMI_UNEXPECTED: [
    'the manager connection carried something that is not AMI; it was dropped',
    'give the AMI user no read= line; check the address',
  ],
  PBX_AMI_LOST: ['the AMI connection was lost', 'nothing to do if Asterisk restarted; else read its log'],
  PBX_AMI_FROZEN: ['the PBX stopped answering on AMI', 'look for a hung or overloaded Asterisk'],
  PBX_AMI_RIGHTS_MISSING: ['the AMI user may not hang calls up', 'give it write=call in manager.conf'],
  PBX_AMI_RIGHTS_EXCESS: [
    'the AMI user may do more than it needs',
    'leave it write=call and nothing else in manager.conf',
  ],
  PBX_AMI_EVENTS: ['the AMI user receives events', 'remove its read= line from manager.conf'],
  PBX_NO_ANSWER: [
    'the PBX did not answer this question',
    'run this again; else look for a hung or overloaded Asterisk',
  ],
  PBX_VERSION_UNSUPPORTED: ['this release of Asterisk is not supported', 'use Asterisk 16 to 22'],
  PBX_VERSION_UNKNOWN: [
    'this release of Asterisk has not been tried',
    'run the lab and the leak tests against it before you rely on it',
  ],
  PBX_CONSTANTS_UNSAFE: [
    'constant headers on the endpoint freeze this release of Asterisk',
    'set asterisk.constants to auto or predial, then `withheld harden` again',
  ],
  PBX_RELAYS_MESSAGES: [
    "the PBX relays text messages that a phone sends during a call, under the phone's own name, to whoever is called",
    'add noload => res_pjsip_messaging.so to modules.conf and restart Asterisk',
  ],
  PBX_WAITS_FOR_CARRIER: [
    'this release of Asterisk waits for a carrier that says 100 Trying and nothing more, in an emergency too',
    'use Asterisk 18.22, 20.7, 21.2 or later; until then lower timer_b in section [system] of pjsip.conf, which helps where a carrier is silent',
  ],
  PBX_DOORS_NOT_LOADED: [
    'the PBX has not loaded every door of the configuration: legs on the others are not watched',
    'run `withheld harden`, copy its files, then asterisk -rx "module reload res_pjsip.so" and asterisk -rx "dialplan reload"',
  ],
  WIRE_NOT_LISTENING: [
    'the mirror of the PBX cannot be heard: no call is checked on the wire',
    'another program has the address of wire in withheld.yaml, or it is not an address of this machine; change it and capture_address of hep.conf, then restart',
  ],
  DROPS_NOT_WATCHED: [
    'nobody watches how calls end: a dropped call would not be noticed',
    'it follows the link to the PBX; else read the log, and whether another program has the ARI application of the detector',
  ],
  WIRE_SILENT: [
    'calls leave, and the mirror of the PBX shows nothing of them: they are not checked on the wire',
    'look at hep.conf (enabled, capture_address as wire of withheld.yaml) and at the modules res_hep.so and res_hep_pjsip.so',
  ],
  LEAK_TEST_NONE_YET: [
    'no leak test has ended since the daemon started',
    'one is run as soon as the PBX answers; wait a minute',
  ],
  LEAK_TEST_MISSED: [
    'the last leak test is longer ago than it may be: whether the doors are clean is not known',
    'run `withheld leak-test` and see what stands against it; the log of the daemon says why it did not run',
  ],
  LEAK_TEST_SAID_NOTHING: [
    'the last leak test could not say anything: whether the doors are clean is not known',
    'run `withheld leak-test` and read its reasons',
  ],
  LEAK_TEST_LEAKED: [
    'the last leak test found something that may not leave, in answers to calls from outside or in a registration: no door is closed for it',
    'run `withheld leak-test`: it names what, where, and the setting that closes it',
  ],
  CANARY_NONE_YET: [
    'no call over the public network has ended since the daemon started: what carriers make of a call is not known',
    'one is made within minutes, unless it is quiet hours; `withheld leak-test --canary` makes all of them now',
  ],
  CANARY_MISSED: [
    'the last call over the public network is longer ago than it may be',
    'run `withheld leak-test --canary`; the log of the daemon says why none was made',
  ],
  CANARY_SAID_NOTHING: [
    'a call over the public network could not say anything: what its carrier makes of calls is not known',
    'run `withheld leak-test --canary` and read its reasons',
  ],
  CANARY_SHOWN: [
    'a far end was given what it may not have: a number that was to be withheld',
    'run `withheld leak-test --canary`, which says what was shown and what to ask the carrier for',
  ],
  QUARANTINE_UNREADABLE: [
    'the PBX did not say which doors are closed',
    'its dialplan must have withheld-notes.conf: run `withheld harden`, then asterisk -rx "dialplan reload"; func_db.so must be loaded',
  ],
  QUARANTINE_OPEN: ['this door is not closed', 'nothing was changed; `withheld quarantine` lists the doors'],
  DOOR_CLOSED: [
    'a door has leaked and is closed: ordinary calls leave by another trunk, or not at all',
    'see `withheld quarantine` for the door and the cause; mend it, then `withheld leak-test` opens it again, or `withheld leak-test --canary` where the cause is round-trip',
  ],
  PBX_MODULES_MISSING: [
    'the PBX lacks modules that the dialplan or the doors need',
    'load them (modules.conf) or install them',
  ],
  PBX_CLOCK_SKEWED: [
    'the clocks of the PBX and of this machine differ',
    'run an NTP client on both; decisions go on meanwhile',
  ],
  PBX_APPLICATION_ABSENT: [
    'no daemon listens on this PBX',
    'start `withheld serve`; until then every call leaves withheld and no rule is applied',
  ],
  TOKEN_KEY_MISSING: [
    'there is no token key',
    'the first start makes one; if calls were recorded before, restore it from its own backup',
  ],
  TOKEN_KEY_EXISTS: ['a token key is already there', 'keep it: with another key no stored token matches its number'],
  TOKEN_KEY_EXPOSED: [
    'others may read the token key',
    'make it mode 0600 and owned by the daemon user; consider it known to them',
  ],
  TOKEN_KEY_INVALID: ['the token key file is not a token key', 'restore the file from its backup'],
  TOKEN_KEY_UNREADABLE: ['the token key cannot be read or written', 'check the path and the rights of the daemon user'],
  STORAGE_DAMAGED: [
    'the database is damaged',
    'nothing to do: it is set aside and rebuilt; look at the disk if this comes back',
  ],
  STORAGE_EXPOSED: [
    'others may enter the database directory',
    'make the directory mode 0700 and owned by the daemon user',
  ],
  STORAGE_FULL: ['the disk of the database is full', 'make room; what waits is written then, calls go on meanwhile'],
  STORAGE_NEWER: ['the database was written by a newer version', 'install that version again; nothing was changed'],
  STORAGE_OTHER_VERSION: [
    'the database is of another version than this program',
    'start the daemon of this version: it brings the database up to date',
  ],
  STORAGE_NONE_YET: ['there is no database yet', 'start the daemon: it makes one'],
  STORAGE_BUSY: ['another program holds the database', 'end it; what waits is written then'],
  STORAGE_SLOW: ['the disk of the database does not answer', 'look at the disk; what waits is written when it answers'],
  STORAGE_STOPPED: ['the storage is not running', 'start the daemon'],
  STORAGE_UNUSABLE: [
    'the database cannot be read or written',
    'check the disk, the path and the rights of the daemon user',
  ],
  STORAGE_RECORD_REFUSED: [
    'a record did not have the shape the database allows',
    'report this: the program offered it, it was not stored',
  ],
  STORAGE_RECORD_DROPPED: ['the backlog is full and the oldest entry was given up', 'make the database writable again'],
  DAEMON_NOT_READY: ['the daemon did not become ready', 'read what it logged; `withheld doctor` names what is missing'],
  DAEMON_UNREACHABLE: [
    'the daemon does not answer on its console',
    'start it with `withheld serve`, or compare console.host and console.port',
  ],
  DAEMON_ANSWER_UNREADABLE: [
    'what answers on the console port is not this daemon',
    'compare console.host and console.port; end the other program',
  ],
  PBX_CONSOLE_UNREACHABLE: [
    'the PBX does not answer on its console',
    'check that Asterisk runs, that asterisk.console is the command for it, and that this user may use it',
  ],
  HARDEN_DIRECTORY_UNREADABLE: [
    "the PBX's configuration directory cannot be read",
    'check asterisk.directory and the rights of this user',
  ],
  HARDEN_UNWRITABLE: [
    "the PBX's configuration cannot be written; nothing of it was changed",
    'run this as a user who may write there and keep the owner of the files',
  ],
  HARDEN_EMERGENCY: [
    'an emergency route of yours would behave differently; nothing was changed',
    'read "Emergency routes" above; if that is what you want, give --emergency too',
  ],
  HARDEN_NO_LOG: [
    'no log of the PBX keeps warnings and errors, so nobody could tell what it refuses',
    'add messages => warning,error to [logfiles] of logger.conf, then asterisk -rx "logger reload"',
  ],
  HARDEN_PBX_REFUSES: [
    'the PBX refuses part of its configuration as it is; nothing was changed',
    'mend what the lines name, then run this again',
  ],
  HARDEN_REFUSED: [
    'the PBX did not take the new configuration: everything was put back as it was',
    'read the lines above; change what they name and run this again',
  ],
  HARDEN_NOT_PUT_BACK: [
    'the PBX did not take the new configuration, and not everything could be put back',
    'copy files/ of the backup back by hand, then asterisk -rx "module reload res_pjsip.so" and asterisk -rx "dialplan reload"',
  ],
  HARDEN_NO_BACKUP: ['there is no backup to put back', 'name one, or look where --backup put it'],
  HARDEN_BACKUP_DAMAGED: ['the backup is not as it was made; nothing was changed', 'put the files back by hand'],
  HARDEN_CHANGED_SINCE: [
    'a file was changed by somebody else; nothing was changed',
    'see what it was; --revert --force overwrites it',
  ],
  OUTPUT_UNWRITABLE: ['the files cannot be written there', 'check the path and its rights; nothing else was changed'],
  PBX_TURNS_CALLS_AWAY: [
    'PJSIP turns calls away, emergency calls too, while any queue of the PBX is long',
    'set taskprocessor_overload_trigger=pjsip_only in section [global] of pjsip.conf',
  ],
  CONTACT_NUMBER_TYPED: [
    'a number never goes on the command line: the history of the shell keeps it',
    'leave it out: it is asked for, or read from standard input; take the line out of the history (history -d)',
  ],
  CONTACT_NUMBER_UNREADABLE: [
    'that is no telephone number that can be called back',
    'one whole number, with its area code or with + and the country code, and nothing else',
  ],
  CONTACT_NUMBER_OWN: ["that is one of the agency's own numbers", 'give the number of the contact'],
  CONTACT_NUMBER_DIFFERS: ['the two numbers are not the same; nothing was written', 'type it again'],
  SPEECH_NO_PROGRAM: [
    'the speech synthesiser cannot be started',
    'install espeak-ng, or name another program: withheld prompts make --with PROGRAM',
  ],
  SPEECH_FAILED: [
    'the speech synthesiser did not say it',
    'it must read a text on its standard input and write a WAV of 16-bit PCM to its standard output',
  ],
  PROMPTS_MISSING: [
    'sounds that callers or workers should hear are not on the PBX',
    '`withheld prompts make`, or put recordings of your own there (`withheld prompts list` names them)',
  ],
  RECORD_UNWRITABLE: [
    'the recording cannot be written',
    'name a file that is not there yet, in a folder that you may write, with room on its disk',
  ],
  REPLAY_UNREADABLE: ['the recorded stream cannot be read', 'check the path'],
  ...LAB_FAILURES,
  ...VOICEMAIL_FAILURES,
  ...CONSOLE_FAILURES,
  LEAK_TEST_LINE_TAKEN: [
    'an address the leak tests listen at is in use',
    'wait until the other leak test has ended; else set leak_tests.network or leak_tests.port, then `withheld harden` again',
  ],
  LEAK_TEST_CERTIFICATE_UNREADABLE: [
    'the certificate or the key of the leak tests cannot be read',
    'check leak_tests.certificate and leak_tests.key: PEM files that the user who runs withheld may read',
  ],
} as const satisfies Record<string, readonly [message: string, hint: string]>;

export type FailureCode = keyof typeof CATALOGUE;

/** A failure with a stable code, a plain message and a hint. `detail` is shown to the operator: masked data only. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string;
  readonly detail: string | undefined;

  constructor(code: FailureCode, detail?: string, options?: { cause?: unknown }) {
    const [message, hint] = CATALOGUE[code];
    super(detail === undefined ? message : `${message}: ${detail}`, options);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
    this.detail = detail;
  }
}
