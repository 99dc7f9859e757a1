import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './repository.ts';

/** `section key=value` lines of an Asterisk configuration file. */
function settings(name: string): readonly string[] {
  let section = '';
  return readFileSync(join(ROOT, 'config/asterisk', name), 'utf8')
    .split('\n')
    .flatMap((line) => {
      section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
      return /^[a-z]/.test(line) ? [`${section} ${line}`] : [];
    });
}

describe('what is shipped for /etc/asterisk', () => {
  it('lets the AMI user act on calls and do nothing else, and hear nothing', () => {
    const manager = settings('manager.conf');

    expect(manager.filter((line) => /read|write/.test(line))).toEqual(['withheld write=call']);
    expect(manager.findIndex((line) => line.includes('deny='))).toBeLessThan(
      manager.findIndex((line) => line.includes('permit=')),
    );
  });

  it('listens on loopback only', () => {
    for (const name of ['manager.conf', 'http.conf']) {
      expect(settings(name).filter((line) => line.includes('bindaddr'))).toEqual(['general bindaddr=127.0.0.1']);
    }
  });

  it('carries no password that works', () => {
    const secrets = [...settings('manager.conf'), ...settings('ari.conf')].filter((line) =>
      /(?:secret|password)=/.test(line),
    );

    expect(secrets.map((line) => line.split('=')[1])).toEqual(['CHANGE-ME', 'CHANGE-ME']);
  });

  it('starts the daemon without privileges and does not start it again for a configuration that must be changed', () => {
    const unit = readFileSync(join(ROOT, 'config/systemd/withheld.service'), 'utf8');

    for (const line of [
      'User=withheld',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'LimitCORE=0',
      'IPAddressDeny=any',
      'RestartPreventExitStatus=2',
    ]) {
      expect(unit.split('\n'), line).toContain(line);
    }
  });
});
