import { z } from 'zod';
import { integer } from './fields.ts';

/** What finding out about lost calls needs of the PBX, and how long it is kept. Times in seconds where nothing else is said. */
export const dropsSchema = z
  .strictObject({
    keep_days: integer(1, 3650, {
      description: 'days it is kept how calls of survivors ended, and why; no number is among it',
    }).default(30),
    rtp_timeout: integer(10, 600, {
      description:
        'seconds without any RTP and RTCP from the carrier after which the PBX ends a call (rtp_timeout of the doors, never of the emergency doors). Radio gaps of 15 s are common, and the loss is seen long before',
    }).default(20),
    rtp_timeout_hold: integer(60, 7_200, {
      description: 'the same while the call is on hold, when silence is ordinary',
    }).default(300),
    phone_rtp_timeout: integer(0, 600, {
      description:
        'the same for the phones; 0: never. A phone that sends neither RTP nor RTCP when it is muted or silent would lose its calls, EMERGENCY CALLS TOO, because Asterisk cannot tell them apart: set it only when every model was tried',
    }).default(0),
    phone_rtp_timeout_hold: integer(0, 7_200, {
      description: 'the same while a phone holds; 0: never',
    }).default(0),
    rtcp_interval_ms: integer(500, 60_000, {
      description:
        'milliseconds between two RTCP reports of the PBX (rtcpinterval in rtp.conf): how soon a path is known to be dead',
    }).default(2_000),
    qualify_seconds: integer(5, 300, {
      description: 'seconds between two OPTIONS to a carrier: how soon many lost calls are known to be one',
    }).default(15),
    phone_qualify_seconds: integer(0, 300, {
      description:
        'the same to a phone that is not asked yet: how soon it is known that one is gone; 0: leave phones alone',
    }).default(15),
    qualify_timeout_seconds: integer(1, 10, { description: 'seconds such an OPTIONS may stay unanswered' }).default(3),
  })
  .meta({
    description: 'Calls that drop: what the PBX must be set to so that they are noticed, and how long they are kept.',
  });
