import { expect, test } from 'vitest';
import { buildAction } from '../../../../../src/adapters/asterisk/ami/action.ts';

test('an action is a fresh object with our id in lower case, the only spelling the library keeps', () => {
  const fields = { Channel: 'h1-1.2' };

  expect(buildAction('Hangup', fields, 'id-1')).toEqual({ action: 'Hangup', actionid: 'id-1', Channel: 'h1-1.2' });
  expect(fields).toEqual({ Channel: 'h1-1.2' });
});

test.each([
  ['Hangup\r\nAction: Command', {}],
  ['', {}],
  ['Hangup', { 'Channel\r\nAction': 'x' }],
  ['Hangup', { Action: 'Command' }],
  ['Hangup', { actionID: '1' }],
  ['Hangup', { 'Bad Name': 'x' }],
  ['Hangup', { Channel: 'a\r\nAction: Command' }],
  ['Hangup', { Channel: 'a\nb' }],
  ['Hangup', { Channel: 'a\u2028b' }],
  ['Hangup', { Channel: 'x'.repeat(1025) }],
])('%j with %j is not built', (name, fields) => {
  expect(buildAction(name, fields as Record<string, string>, 'id')).toBeNull();
});
