import { describe, expect, it } from 'vitest';
import { sound, unsound } from '../../../src/cli/doctor/finding.ts';
import { doctorExitCode } from '../../../src/cli/doctor.ts';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { statusExitCode } from '../../../src/cli/status.ts';

const status = (ready: boolean, failed: readonly string[]) => ({
  version: '1',
  startedAt: '',
  ready,
  checks: ['ari', 'ami', 'resync', 'decisions', 'doors', 'records'].map((name) => ({
    name,
    ok: !failed.includes(name),
    code: null,
    message: '',
    hint: null,
  })),
  trunks: [],
  calls: { live: 0, suspected: 0, classes: [], health: [] },
});

describe('exit codes', () => {
  it('are 2 where something has to be changed, 3 where the PBX is not there, and 1 elsewhere', () => {
    expect([exitCodeOf('USAGE'), exitCodeOf('CONFIG_INVALID'), exitCodeOf('TOKEN_KEY_EXPOSED')]).toEqual([2, 2, 2]);
    expect([exitCodeOf('PBX_ARI_UNREACHABLE'), exitCodeOf('PBX_AMI_FROZEN'), exitCodeOf('LAB_NOT_UP')]).toEqual([
      3, 3, 3,
    ]);
    expect([exitCodeOf('PBX_ARI_LOGIN_REFUSED'), exitCodeOf('CONSOLE_PORT_TAKEN'), exitCodeOf('UNEXPECTED')]).toEqual([
      1, 1, 1,
    ]);
  });

  it('of the lab tell what was named wrongly from a PBX that does not run, and both from a finding', () => {
    expect([exitCodeOf('LAB_NO_SUCH_ASTERISK'), exitCodeOf('LAB_NO_SUCH_PHONE')]).toEqual([2, 2]);
    expect([exitCodeOf('LAB_ASTERISK_TOO_OLD'), exitCodeOf('LAB_ASTERISK_INCOMPLETE')]).toEqual([2, 2]);
    expect([exitCodeOf('LAB_PBX_UNREACHABLE'), exitCodeOf('LAB_PBX_FAILED')]).toEqual([3, 3]);
    expect([
      exitCodeOf('LAB_RELOAD_REFUSED'),
      exitCodeOf('LAB_CALL_FAILED'),
      exitCodeOf('LAB_ALREADY_WATCHED'),
    ]).toEqual([1, 1, 1]);
  });

  it('of status tell an absent PBX from another reason not to be ready', () => {
    expect(statusExitCode(status(true, []))).toBe(0);
    expect(statusExitCode(status(false, ['ari', 'resync']))).toBe(3);
    expect(statusExitCode(status(false, ['records']))).toBe(1);
  });

  it('of doctor count failures, not warnings, and an unreachable PBX above all', () => {
    const examined = (...findings: ReturnType<typeof sound>[]) => doctorExitCode({ findings, notAsked: [] });

    expect(examined(sound('a', ''), unsound('b', 'warning', 'PBX_APPLICATION_ABSENT'))).toBe(0);
    expect(examined(unsound('a', 'failed', 'TOKEN_KEY_EXPOSED'))).toBe(1);
    expect(examined(unsound('a', 'failed', 'STORAGE_EXPOSED'), unsound('b', 'failed', 'PBX_AMI_UNREACHABLE'))).toBe(3);
  });
});
