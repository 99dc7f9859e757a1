/** A leg of a stream that is being written. */
export interface WrittenLeg {
  readonly id: string;
  readonly name: string;
  readonly linked: string;
  readonly callId: string;
  readonly peer: string;
}

type Fields = Readonly<Record<string, unknown>>;

const PBX = '10.66.0.1';

/**
 * Writes a stream in the form of the recordings, event by event in the order that the study measured: for scenarios of which there is no recording here.
 * Times in seconds.
 */
export class StreamText {
  readonly #lines: { readonly t: number; readonly fields: Fields }[] = [];
  readonly #up = new Set<string>();
  #legs = 0;

  leg(endpoint: string, linked?: string): WrittenLeg {
    const number = this.#legs;
    this.#legs += 1;
    const id = `syn-1795460000.${number}`;
    const hex = number.toString(16).padStart(8, '0');
    const peer = endpoint.startsWith('t') ? '10.66.1.1' : '10.66.2.1';
    return { id, name: `PJSIP/${endpoint}-${hex}`, linked: linked ?? id, callId: `call-${hex}`, peer };
  }

  line(t: number, src: string, fields: Fields): this {
    this.#lines.push({ t, fields: { t, src, ...fields } });
    return this;
  }

  ami(t: number, Event: string, leg: WrittenLeg | null, fields: Fields = {}): this {
    const named = leg === null ? {} : { Channel: leg.name, Uniqueid: leg.id, Linkedid: leg.linked };
    return this.line(t, 'ami', { Event, ...named, ...fields });
  }

  ari(t: number, type: string, leg: WrittenLeg | null, fields: Fields = {}, as?: string): this {
    const state = as ?? (leg !== null && this.#up.has(leg.id) ? 'Up' : 'Down');
    const channel = leg === null ? {} : { channel: { id: leg.id, name: leg.name, state } };
    return this.line(t, 'ari', { type, ...channel, ...fields });
  }

  cel(t: number, EventName: string, leg: WrittenLeg, extra: Fields | null = null): this {
    const Extra = extra === null ? '' : JSON.stringify(extra);
    return this.line(t, 'ami', {
      Event: 'CEL',
      EventName,
      Channel: leg.name,
      UniqueID: leg.id,
      LinkedID: leg.linked,
      Extra,
    });
  }

  /** A message of the leg's dialog on the wire. */
  sip(t: number, dir: 'in' | 'out', leg: WrittenLeg, line: string, cseq: string, reason?: string): this {
    const said = reason === undefined ? {} : { reason };
    return this.line(t, 'sip', { dir, peer: leg.peer, line, callid: leg.callId, cseq, ...said });
  }

  begins(t: number, leg: WrittenLeg, incoming: boolean): this {
    const [number, word] = incoming ? ['4', 'Ring'] : ['0', 'Down'];
    this.sip(t - 0.002, incoming ? 'in' : 'out', leg, `INVITE sip:x@${incoming ? PBX : leg.peer} SIP/2.0`, '1 INVITE');
    return this.ami(t, 'Newchannel', leg, { ChannelState: number }).ari(t, 'ChannelCreated', leg, {}, word);
  }

  answered(t: number, leg: WrittenLeg): this {
    this.#up.add(leg.id);
    return this.cel(t, 'ANSWER', leg).ami(t, 'Newstate', leg, { ChannelState: '6' }).ari(t, 'ChannelStateChange', leg);
  }

  bridge(t: number, kind: 'enter' | 'leave', leg: WrittenLeg, id = 'bridge-1'): this {
    const [event, type, cel] = {
      enter: ['BridgeEnter', 'ChannelEnteredBridge', 'BRIDGE_ENTER'] as const,
      leave: ['BridgeLeave', 'ChannelLeftBridge', 'BRIDGE_EXIT'] as const,
    }[kind];
    return this.cel(t, cel, leg, { bridge_id: id, bridge_technology: 'simple_bridge' })
      .ami(t, event, leg, { BridgeUniqueid: id, BridgeTechnology: 'simple_bridge' })
      .ari(t, type, leg, { bridge: { id, technology: 'simple_bridge' } });
  }

  dialled(t: number, by: WrittenLeg, leg: WrittenLeg, status: string): this {
    const dest = { DestChannel: leg.name, DestUniqueid: leg.id, DestLinkedid: leg.linked };
    return this.ami(t, 'DialEnd', by, { ...dest, DialStatus: status }).ari(t, 'Dial', null, {
      dialstatus: status,
      caller: { id: by.id, name: by.name, state: 'Ring' },
      peer: { id: leg.id, name: leg.name, state: status === 'ANSWER' ? 'Up' : 'Ringing' },
    });
  }

  /** RTCP of the leg's far end each two seconds. */
  rtcp(from: number, to: number, leg: WrittenLeg): this {
    for (let t = from; t < to; t += 2) this.ami(t, 'RTCPReceived', leg, { PT: '200(SR)', Report0FractionLost: '0' });
    return this;
  }

  requested(t: number, leg: WrittenLeg, cause: number | null, techCause: number | null = null): this {
    const why = { ...(cause === null ? {} : { cause }), ...(techCause === null ? {} : { tech_cause: techCause }) };
    const told = {
      ...(cause === null ? {} : { Cause: String(cause) }),
      ...(techCause === null ? {} : { TechCause: String(techCause) }),
    };
    return this.ami(t, 'HangupRequest', leg, told).ari(t + 0.0005, 'ChannelHangupRequest', leg, why);
  }

  soft(t: number, leg: WrittenLeg, flag: number): this {
    return this.ami(t, 'SoftHangupRequest', leg, { Cause: String(flag) }).ari(t, 'ChannelHangupRequest', leg, {
      cause: flag,
      soft: true,
    });
  }

  ended(t: number, leg: WrittenLeg, cause: number, source: string, techCause: number | null = null): this {
    const tech = techCause === null ? {} : { TechCause: String(techCause) };
    const ariTech = techCause === null ? {} : { tech_cause: techCause };
    return this.cel(t, 'HANGUP', leg, { hangupcause: cause, hangupsource: source, dialstatus: '' })
      .ami(t, 'Hangup', leg, { Cause: String(cause), ...tech })
      .ari(t, 'ChannelDestroyed', leg, { cause, ...ariTech });
  }

  stall(t: number, leg: WrittenLeg, rxcount = 300): this {
    return this.line(t, 'poll', { ev: 'RxStall', chan: leg.name, uniqueid: leg.id, stalled: 1, rxcount });
  }

  resume(t: number, leg: WrittenLeg, gap: number): this {
    return this.line(t, 'poll', { ev: 'RxResume', chan: leg.name, uniqueid: leg.id, gap });
  }

  /** The stream up to `end`, as a file. */
  text(end: number): string {
    const lines = [...this.#lines, { t: end, fields: { t: end, src: 'mark', what: 'END' } }];
    return lines
      .sort((a, b) => a.t - b.t)
      .map(({ fields }) => `${JSON.stringify(fields)}\n`)
      .join('');
  }
}
