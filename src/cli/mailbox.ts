import { Command, type Command as Verb } from 'commander';
import { configOption } from './config-option.ts';
import { addMailbox } from './mailbox/add.ts';
import { holdMessage } from './mailbox/hold.ts';
import { inviteOwner } from './mailbox/invite.ts';
import { listMailboxes } from './mailbox/list.ts';
import { moveMessages } from './mailbox/move.ts';
import { recoverMessage } from './mailbox/recover.ts';

/** `withheld mailbox`: secured mailboxes, the keys of their readers, and what is in them. */
export function mailboxCommand(): Verb {
  const command = new Command('mailbox').description('secured mailboxes: keys, messages, recovery');
  command
    .command('add')
    .description(
      'give a secured mailbox the public keys of those who may read it; given again, later messages are sealed to the new ones alone',
    )
    .argument('<mailbox>', 'one of voicemail.secured')
    .addOption(configOption())
    .requiredOption('--recipient <key...>', 'public age keys of its readers (age1…)')
    .requiredOption('--recovery <key>', 'public age key of its printed recovery key')
    .action(addMailbox);
  command
    .command('invite')
    .description(
      'a code with which somebody becomes the owner of a mailbox in a browser, or its owner comes back with the printed recovery key',
    )
    .argument('<mailbox>', 'one of voicemail.secured')
    .addOption(configOption())
    .option('--hours <n>', 'how long the code is good', '24')
    .action(inviteOwner);
  command
    .command('list')
    .description('mailboxes and their messages; works without daemon and PBX')
    .addOption(configOption())
    .option('--erased', 'the proofs of erased messages instead')
    .option('--json', 'as JSON')
    .action(listMailboxes);
  command
    .command('recover')
    .description('open a message with a key you hold, and write the voice where you say')
    .argument('<message>', 'as `withheld mailbox list` names it')
    .addOption(configOption())
    .requiredOption('--identity <file>', 'the secret key, as age-keygen writes it')
    .requiredOption('--out <file>', 'a WAV file that is not there yet')
    .action(recoverMessage);
  command
    .command('move')
    .description(
      'seal the messages that the voicemail of the PBX keeps of a mailbox, and erase them there; numbers of callers are not carried over. Declare it secured, `withheld harden --apply`, and give it keys first; may be run again',
    )
    .argument('<mailbox>', 'one of voicemail.secured')
    .addOption(configOption())
    .option('--spool <directory>', "the PBX's spool directory", '/var/spool/asterisk')
    .option('--json', 'as JSON')
    .action(moveMessages);
  command
    .command('hold')
    .description('keep a message beyond its days (legal hold), until --off')
    .argument('<message>', 'as `withheld mailbox list` names it')
    .addOption(configOption())
    .option('--off', 'let its days count again')
    .action(holdMessage);
  return command;
}
