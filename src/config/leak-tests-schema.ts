import { z } from 'zod';
import { integer, text } from './fields.ts';

const path = /^\/[^\p{C}]{1,4095}$/u;

/** What the leak tests need of this machine. */
export const leakTestsSchema = z
  .strictObject({
    network: text(/^127(?:\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){2}$/, {
      description:
        'first three parts of the loopback addresses of the probes: .31 and up stand for the carriers of the trunks, .131 and up for their probe phones',
      allowed: '127.x.x',
    }).default('127.93.84'),
    port: integer(1024, 65_535, { description: 'their port' }).default(5099),
    phone_transport: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'name of the PJSIP transport (UDP) that phones use (default: the choice of the PBX)',
      allowed: '1 to 40 of letters, digits, _ and -',
      example: 'transport-udp',
    }).optional(),
    automatic: z
      .boolean()
      .meta({
        description:
          'whether the daemon runs them by itself: at its start, within half a minute of any change of the PBX or its doors, and every day',
        allowed: 'true or false',
      })
      .default(true),
    every_hours: integer(1, 168, { description: 'hours between two tests when nothing changes, at most' }).default(24),
    certificate: z
      .string()
      .regex(path)
      .meta({
        description:
          'trunks over TLS: certificate of the probes (PEM), for their addresses and signed by an authority that the transport of the trunk trusts',
        allowed: 'an absolute path',
        example: '/etc/withheld/probe.pem',
      })
      .optional(),
    key: z
      .string()
      .regex(path)
      .meta({ description: 'its key (PEM)', allowed: 'an absolute path', example: '/etc/withheld/probe.key' })
      .optional(),
  })
  .meta({ description: 'Leak tests: calls through every door to ourselves. They ring nobody and reach no carrier.' });
