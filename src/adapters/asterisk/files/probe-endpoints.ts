import { leakyDoor, PROBE_PHONE } from '../../../call/probe.ts';
import { setting } from './asterisk-text.ts';
import type { PbxPlan, PlannedTrunk } from './pbx-plan.ts';

/**
 * The positive control of a trunk: an endpoint built to leak whatever the leg carries. It has no address of its own and nobody is known as it;
 * only the probes dial it, to themselves.
 */
function leaky(trunk: PlannedTrunk): string[] {
  return [
    `[${leakyDoor(trunk.id)}]`,
    'type=endpoint',
    'context=withheld-nowhere',
    'message_context=withheld-nowhere',
    'disallow=all',
    setting('allow', trunk.codecs.join(',')),
    ...(trunk.signallingTransport === undefined ? [] : [setting('transport', trunk.signallingTransport)]),
    'identify_by=ip',
    'allow_subscribe=no',
    'allow_transfer=no',
    'direct_media=no',
    'send_pai=yes',
    'trust_id_outbound=yes',
    '',
  ];
}

/**
 * The probe phone: a desk phone set up as carelessly as PJSIP lets it, so that nothing but the doors keeps back what it says of itself. It is
 * taken from loopback only and with its password, and what it dials is looked up where only probes are.
 */
function phone(plan: PbxPlan): string[] {
  const { phoneTransport, phoneSecret } = plan.probes;
  return [
    `[${PROBE_PHONE}]`,
    'type=endpoint',
    'context=withheld-probe',
    ...(phoneTransport === undefined ? [] : [setting('transport', phoneTransport)]),
    'disallow=all',
    'allow=alaw,ulaw',
    `auth=${PROBE_PHONE}`,
    'identify_by=username',
    'deny=0.0.0.0/0.0.0.0',
    'permit=127.0.0.0/255.0.0.0',
    'contact_deny=0.0.0.0/0.0.0.0',
    'contact_permit=127.0.0.0/255.0.0.0',
    'trust_id_inbound=yes',
    'trust_connected_line=yes',
    'send_pai=yes',
    'direct_media=no',
    'allow_subscribe=no',
    'set_var=__FORWARD_CONTEXT=withheld-probe',
    'set_var=__TRANSFER_CONTEXT=withheld-probe',
    '',
    `[${PROBE_PHONE}]`,
    'type=auth',
    'auth_type=userpass',
    `username=${PROBE_PHONE}`,
    setting('password', phoneSecret),
    '',
  ];
}

/** The PJSIP objects that the leak tests need beside the doors. Pure. */
export function probeEndpoints(plan: PbxPlan): readonly string[] {
  return ['; For the leak tests. Nothing of these reaches a carrier.', ...plan.trunks.flatMap(leaky), ...phone(plan)];
}
