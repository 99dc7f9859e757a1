import { expect, test } from 'vitest';
import { readAnswer } from '../../../../../src/adapters/asterisk/ami/answer.ts';

test('success and goodbye are ok, everything else is not', () => {
  const ok = ['Success', 'success ', 'Goodbye'].map((response) => readAnswer({ response, actionid: '1' })?.ok);
  const not = ['Error', 'Follows', ''].map((response) => readAnswer({ response, actionid: '1' })?.ok);

  expect(ok).toEqual([true, true, true]);
  expect(not).toEqual([false, false, false]);
});

test('what the PBX says in Message is not passed on, only what we know of it', () => {
  const refusal = (message: string) => readAnswer({ response: 'Error', actionid: '1', message })?.refusal;

  expect(refusal('Permission denied')).toBe('permission denied');
  expect(refusal('No such channel')).toBe('no such leg');
  expect(refusal('toString')).toBe('refused by the PBX');
  expect(refusal('Extension +15550100 does not exist')).toBe('refused by the PBX');
});

test.each([
  null,
  'Response: Success',
  {},
  { response: ['Success', 'Error'] },
  { response: 'Success', actionid: ['1', '2'] },
])('%j is no answer', (packet) => {
  expect(readAnswer(packet)).toBeNull();
});
