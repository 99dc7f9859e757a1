import { afterAll, describe, expect, it } from 'vitest';
import { pbxPlanOf } from '../../../../src/adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../../../../src/adapters/asterisk/files/product-files.ts';
import { PROBE_PHONE } from '../../../../src/call/probe.ts';
import { House } from '../../cli/house.ts';

const house = new House();
afterAll(() => house.remove());

const text = (path: string) =>
  productFiles(pbxPlanOf(house.config(), 'set_var')).find((file) => file.path.endsWith(path))?.text ?? '';

/** The lines of a section: of all sections of that name. */
function section(file: string, name: string): readonly string[] {
  let inside = false;
  return file.split('\n').filter((line) => {
    const head = /^\[(.+)\]$/.exec(line)?.[1];
    if (head !== undefined) inside = head === name;
    return inside && head === undefined && line !== '';
  });
}

describe('what the leak tests need of the PBX', () => {
  const endpoints = text('pjsip-doors.conf');
  const dialplan = text('dialplan-data.conf');

  it('is a phone that is taken from loopback only, with a password, and can reach nothing but probes', () => {
    const phone = section(endpoints, PROBE_PHONE);

    for (const line of ['deny=0.0.0.0/0.0.0.0', 'permit=127.0.0.0/255.0.0.0', `auth=${PROBE_PHONE}`])
      expect(phone).toContain(line);
    expect(phone.filter((line) => /context|CONTEXT/.test(line)).map((line) => line.split('=').at(-1))).toEqual([
      'withheld-probe',
      'withheld-probe',
      'withheld-probe',
    ]);
    expect(phone.find((line) => line.startsWith('password='))).toMatch(/^password=[0-9a-f]{64}$/);
  });

  it('is a door built to leak on each trunk, which has no address and by which nobody is known', () => {
    for (const { id } of house.config().trunks) {
      const leaky = section(endpoints, `withheld-leaky-${id}`);

      expect(leaky).toContain('trust_id_outbound=yes');
      expect(leaky.filter((line) => /^(?:aors|auth|outbound_auth|outbound_proxy)=/.test(line))).toEqual([]);
      expect(leaky).toContain('context=withheld-nowhere');
    }
  });

  it('[G3] names no emergency number, and sends every call to a loopback address', () => {
    const names = section(dialplan, 'withheld-probe-names').join('\n');
    const dialled = [...names.matchAll(/WITHHELD_NUMBER=([^,]*)/g)].map(([, number]) => number);
    const lines = [...names.matchAll(/(?:_LINE(?:_\w+)?|_PHONE)=([^,;)\\]*)/g)].map(([, address = '']) => address);

    expect(new Set(dialled).size).toBe(1);
    expect(dialled[0]).toMatch(/^\+\d{8,15}$/);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((address) => !/^127\.\d+\.\d+\.\d+:\d+$/.test(address))).toEqual([]);
    expect([...names.matchAll(/Goto\(([a-z-]+),/g)].every(([, context]) => context === 'withheld-probe-call')).toBe(
      true,
    );
  });
});
