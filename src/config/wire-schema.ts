import { z } from 'zod';
import { integer, LOOPBACK, LOOPBACK_ALLOWED, list, text } from './fields.ts';

const ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]{2,39})$/;
const NETWORK = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]{2,39})(?:\/[0-9]{1,3})?$/;

/** Where the PBX's mirror (hep.conf) is heard, and what of it is the house. */
export const wireSchema = z
  .strictObject({
    address: text(LOOPBACK, {
      description: 'where the mirror of the PBX is heard: capture_address of hep.conf',
      allowed: LOOPBACK_ALLOWED,
    }).default('127.0.0.1'),
    port: integer(1, 65_535, { description: 'its port' }).default(9060),
    senders: list(text(ADDRESS, { description: 'an address', allowed: 'an IP address' }), {
      description: 'addresses the PBX mirrors from; what others send is not believed',
      allowed: 'a list of IP addresses',
      example: ['127.0.0.1'],
    })
      .min(1)
      .default(['127.0.0.1']),
    inside: list(text(NETWORK, { description: 'an address or network', allowed: 'an IP address or network' }), {
      description:
        'the house: phones and the PBX itself. What goes there is not judged; a carrier of a trunk always is. Phones elsewhere are to be named here',
      allowed: 'a list of addresses and networks',
      example: ['10.0.0.0/8'],
    })
      .min(1)
      .default(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fc00::/7', 'fe80::/10', '::1']),
    user_agent: text(/^[A-Za-z0-9][A-Za-z0-9 .-]{0,39}$/, {
      description:
        'user_agent of [global] in pjsip.conf: a word that names neither the agency nor the version of the PBX',
      allowed: '1 to 40 of letters, digits, space . and -',
    }).default('PBX'),
  })
  .meta({ description: 'The live wire check: every message on a trunk is judged as it passes.' });
