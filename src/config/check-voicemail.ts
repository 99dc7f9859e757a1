import type { Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

/** What the keys of `voicemail` say together. */
export function checkVoicemail({ voicemail: { notices, secured } }: ParsedConfig): readonly Problem[] {
  const seen = new Set<string>();
  return notices.to.flatMap(({ mailbox }, at) => {
    const path = ['voicemail', 'notices', 'to', at, 'mailbox'];
    if (!secured.includes(mailbox))
      return [{ path, found: 'a mailbox that is not secured', allowed: 'one of voicemail.secured' }];
    if (seen.has(mailbox)) return [{ path, found: 'the same a second time', allowed: 'each mailbox once' }];
    seen.add(mailbox);
    return [];
  });
}
