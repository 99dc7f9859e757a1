import { isAgeRecipient } from './age-recipient.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

/** Each must be a secured mailbox, and stand there once. */
function mailboxes(
  named: readonly { readonly path: Path; readonly mailbox: string }[],
  secured: readonly string[],
): readonly Problem[] {
  const seen = new Set<string>();
  return named.flatMap(({ mailbox, path }) => {
    if (!secured.includes(mailbox))
      return [{ path, found: 'a mailbox that is not secured', allowed: 'one of voicemail.secured' }];
    if (seen.has(mailbox)) return [{ path, found: 'the same a second time', allowed: 'each mailbox once' }];
    seen.add(mailbox);
    return [];
  });
}

/** What the keys of `voicemail` say together. A mistyped escrow key would open nothing, and nobody would know before it is needed. */
export function checkVoicemail({ voicemail }: ParsedConfig): readonly Problem[] {
  const { escrow, forward_to: forwardTo = [], notices, secured } = voicemail;
  const mistyped = escrow !== undefined && !isAgeRecipient(escrow);
  return [
    ...(mistyped
      ? [
          {
            path: ['voicemail', 'escrow'],
            found: 'a key whose checksum is wrong',
            allowed: 'the key as age-keygen -y prints it',
          },
        ]
      : []),
    ...mailboxes(
      forwardTo.map((mailbox, at) => ({ path: ['voicemail', 'forward_to', at], mailbox })),
      secured,
    ),
    ...mailboxes(
      notices.to.map(({ mailbox }, at) => ({ path: ['voicemail', 'notices', 'to', at, 'mailbox'], mailbox })),
      secured,
    ),
  ];
}
