import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isLoopbackHost } from '../../../src/console/loopback.ts';

describe('loopback', () => {
  it.each(['127.0.0.1', '127.43.180.99', '::1'])('takes %s for this machine', (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.256', '127.1', 'localhost', '::ffff:127.0.0.1', ''])(
    'does not take %s for an address of this machine alone',
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );

  it.each(['127.0.0.1', '127.0.0.1:8089', 'localhost:9000', 'LOCALHOST', '[::1]:8089', '[::1]'])(
    'accepts the Host header %s',
    (header) => {
      expect(isLoopbackHost(header)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:8089',
    'evil.example:80',
    '::1',
    '127.0.0.1:80:80',
    '127.0.0.1@evil.example',
    '127.0.0.1:8089\n',
    '[127.0.0.1',
  ])('refuses the Host header %j', (header) => {
    expect(isLoopbackHost(header)).toBe(false);
  });
});
