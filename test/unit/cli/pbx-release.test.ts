import { describe, expect, it } from 'vitest';
import { constantsCheck, patienceCheck, releaseCheck } from '../../../src/cli/doctor/pbx-release.ts';

describe('the release of the PBX', () => {
  it.each([
    ['22.10.1+dfsg+~cs6.17.60671434-1', 'ok'],
    ['16.28.0~dfsg-0+deb11u4', 'ok'],
    ['certified/20.7-cert3', 'ok'],
    ['23.0.0', 'warning'],
    ['GIT-master-1234', 'warning'],
    ['', 'warning'],
    ['13.38.3', 'failed'],
  ])('takes %s as %s', (version, state) => {
    expect(releaseCheck(version).state).toBe(state);
  });

  it('never repeats more of a version than a version', () => {
    const { message } = releaseCheck(`99.1 ${String.fromCharCode(27)}[31m${'x'.repeat(200)}`);

    expect(message).not.toContain(String.fromCharCode(27));
    expect(message).not.toContain('xxx');
  });

  it('refuses constants on the endpoint below 22.10.0, which freeze the PBX', () => {
    expect(constantsCheck('22.9.9', 'set_var')).toMatchObject({ state: 'failed', code: 'PBX_CONSTANTS_UNSAFE' });
    expect(constantsCheck('22.9.9', 'auto').state).toBe('ok');
    expect(constantsCheck('22.9.9', 'predial').state).toBe('ok');
    expect(constantsCheck('22.10.0', 'set_var').state).toBe('ok');
  });

  it.each([
    ['22.0.0', 'ok'],
    ['23.1.0', 'ok'],
    ['21.2.0', 'ok'],
    ['20.7.0', 'ok'],
    ['18.22.0', 'ok'],
    ['21.1.0', 'warning'],
    ['20.6.9', 'warning'],
    ['18.21.3', 'warning'],
    ['19.8.1', 'warning'],
    ['16.28.0~dfsg', 'warning'],
    ['', 'warning'],
  ])('warns of a release that waits for a carrier that only says 100 Trying: %s is %s', (version, state) => {
    expect(patienceCheck(version).state).toBe(state);
  });
});
