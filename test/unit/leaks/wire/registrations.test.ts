import { describe, expect, it } from 'vitest';
import { Registrations } from '../../../../src/leaks/wire/registrations.ts';

const seen = (trunk: string | null, carrier: string, at = 1) => ({ at, trunk, carrier, vector: null, severity: null });

describe('what is known of registrations', () => {
  it('[G10] counts a move when a trunk registers at another address, and not the first time or again', () => {
    const registrations = new Registrations();
    for (const each of [seen('t1', '192.0.2.1'), seen('t1', '192.0.2.1'), seen('t2', '192.0.2.9')])
      registrations.seen(each);
    expect(registrations.moves).toBe(0);

    registrations.seen(seen('t1', '192.0.2.2'));
    expect(registrations.moves).toBe(1);
    for (const carrier of ['192.0.2.2', '192.0.2.1', '192.0.2.2', '192.0.2.1']) registrations.seen(seen('t1', carrier));
    expect(registrations.moves, 'a carrier whose addresses take turns').toBe(1);
  });

  it('[G10] counts a move when something registers where no trunk is known to, once for each address', () => {
    const registrations = new Registrations();
    for (const each of [seen(null, '203.0.113.1'), seen(null, '203.0.113.1'), seen(null, '203.0.113.2')])
      registrations.seen(each);

    expect(registrations.moves).toBe(2);
  });

  it('gives the last one of a trunk, and none where none was seen', () => {
    const registrations = new Registrations();
    registrations.seen({ ...seen('t1', '192.0.2.1', 5), vector: 'contact-user', severity: 'leak' });

    expect(registrations.of('t1')).toEqual({ at: 5, vector: 'contact-user', severity: 'leak' });
    expect(registrations.of('t2')).toBeNull();
  });
});
