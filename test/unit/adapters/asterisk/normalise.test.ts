import { expect, test } from 'vitest';
import { endpointOf } from '../../../../src/adapters/asterisk/normalise.ts';

test.each([
  ['PJSIP/t1-private-0000001a', 'PJSIP', 't1-private'],
  ['PJSIP/t1-private-cafe0001-0000001a', 'PJSIP', 't1-private-cafe0001'],
  ['PJSIP/101-100000000', 'PJSIP', '101'],
  ['Local/0123@ask-00000000;2', 'Local', '0123@ask'],
  ['PJSIP/t1-private-0000001a<ZOMBIE>', 'PJSIP', 't1-private'],
  ['AsyncGoto/PJSIP/t1-private-0000001a', 'AsyncGoto', 'PJSIP/t1-private'],
  ['PJSIP/t1-private', 'PJSIP', 't1-private'],
  ['OutgoingSpoolFailed', 'OutgoingSpoolFailed', ''],
])('%s goes through %s and %s', (name, technology, endpoint) => {
  expect(endpointOf(name)).toEqual({ technology, endpoint });
});
