import type { LegId } from '../../../call/call-event.ts';
import type { Evidence } from '../../../call/evidence.ts';
import { legOf } from '../normalise.ts';
import type { DialogJoin } from './dialog-join.ts';
import { count, type Fields, innerText, text } from './event-fields.ts';
import { type Said, tell } from './told-facts.ts';

/** A SIP message, as far as it is read. */
interface Message {
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly method: string;
  readonly status: number | null;
  readonly request: boolean;
  readonly reason: string | null;
}

const STATUS_LINE = /^SIP\/2\.0 (\d{3})\b/;
const CSEQ = /^\d+ ([A-Z]+)$/;

function message(line: Fields, direction: 'in' | 'out', peer: string): Message | null {
  const start = text(line, 'line') ?? '';
  const method = CSEQ.exec(text(line, 'cseq') ?? '')?.[1];
  if (method === undefined) return null;
  const status = STATUS_LINE.exec(start)?.[1];
  const reason = text(line, 'reason');
  return {
    direction,
    peer,
    method,
    status: status === undefined ? null : Number(status),
    request: status === undefined,
    reason,
  };
}

function sayings({ direction, method, status, reason }: Message, leg: LegId, begins: boolean): readonly Said[] {
  const said: Said[] = [{ kind: 'sip', leg, direction, method, status, reason }];
  // The INVITE that began the dialog; a later one says nothing about who called.
  if (begins) said.push({ kind: 'directed', leg, incoming: direction === 'in' });
  const answered = method === 'INVITE' && status !== null && status >= 200 && status < 300;
  return answered ? [...said, { kind: 'answered', leg }] : said;
}

/** A SIP line that names its leg, as our own recorder writes it: it joined them by Call-ID. `begins`: the INVITE that made the dialog. */
export function namedWireEvidence(line: Fields, at: number): readonly Evidence[] {
  const leg = text(line, 'leg');
  const read = message(line, text(line, 'dir') === 'in' ? 'in' : 'out', '');
  return leg === null || read === null ? [] : tell(at, 'wire', sayings(read, legOf(leg), line['begins'] === true));
}

/** SIP lines of a packet tap, which bear the beginning of the Call-ID. */
export class TappedWire {
  readonly #join: DialogJoin;

  constructor(join: DialogJoin) {
    this.#join = join;
  }

  evidence(line: Fields, at: number): readonly Evidence[] {
    const dialog = text(line, 'callid');
    const direction = text(line, 'dir') === 'in' ? 'in' : 'out';
    const read = message(line, direction, text(line, 'peer') ?? '');
    if (dialog === null || read === null) return [];
    const name = `tap ${dialog}`;
    const invites = read.request && read.method === 'INVITE';
    const begins = invites && this.#join.legOf(name) === null;
    if (invites) this.#join.invite(name, at, direction === 'in');
    const leg = this.#join.legOf(name);
    return leg === null ? [] : tell(at, 'wire', sayings(read, leg, begins));
  }
}

interface MirroredDialog {
  readonly name: string;
  over: boolean;
}

/**
 * Lines of the PBX's own mirror (HEP) in a recording. They bear addresses and no Call-ID, so a message belongs to the one dialog that is up with its
 * peer; with two, to neither.
 */
export class MirroredWire {
  readonly #join: DialogJoin;
  /** The PBX's own address: which end of a message it is. */
  readonly #house: string;
  readonly #dialogs = new Map<string, MirroredDialog[]>();
  #count = 0;

  constructor(join: DialogJoin, house: string) {
    this.#join = join;
    this.#house = house;
  }

  evidence(line: Fields, at: number): readonly Evidence[] {
    const [from, to] = [text(line, 'src_ip'), text(line, 'dst_ip')];
    if (count(line, 'proto') === 5) return this.#rtcp(line, from, at);
    if (count(line, 'proto') !== 1 || from === null || to === null) return [];
    const direction = to === this.#house ? 'in' : 'out';
    const peer = direction === 'in' ? from : to;
    const read = message(line, direction, peer);
    if (read === null) return [];
    const dialog = this.#dialogOf(read, at);
    if (dialog === null) return [];
    const leg = this.#join.legOf(dialog.name);
    if (read.method === 'BYE' && !read.request) dialog.over = true;
    return leg === null ? [] : tell(at, 'wire', sayings(read, leg, false));
  }

  #up(peer: string): MirroredDialog | null {
    const up = (this.#dialogs.get(peer) ?? []).filter(({ over }) => !over);
    const [only] = up;
    return up.length === 1 && only !== undefined ? only : null;
  }

  #dialogOf({ peer, request, method, direction }: Message, at: number): MirroredDialog | null {
    const known = this.#up(peer);
    if (!request || method !== 'INVITE' || known !== null) return known;
    this.#count += 1;
    const dialog = { name: `mirror ${this.#count}`, over: false };
    this.#dialogs.set(peer, [...(this.#dialogs.get(peer) ?? []), dialog]);
    this.#join.invite(dialog.name, at, direction === 'in');
    return this.#up(peer);
  }

  #rtcp(line: Fields, from: string | null, at: number): readonly Evidence[] {
    if (from === null || from === this.#house) return [];
    const dialog = this.#up(from);
    const leg = dialog === null ? null : this.#join.legOf(dialog.name);
    const [block] = (innerText(line, 'payload')['report_blocks'] as readonly Fields[] | undefined) ?? [];
    const lost = block === undefined ? null : count(block, 'fraction_lost');
    return leg === null
      ? []
      : tell(at, 'wire', [{ kind: 'rtcp', leg, lost: lost === null ? null : Math.min(1, lost / 256) }]);
  }
}

/** The address that stands in most lines of a mirror: the PBX's, which is one end of all of them. */
export function houseOf(lines: readonly Fields[]): string {
  const seen = new Map<string, number>();
  for (const address of lines.flatMap((line) => [text(line, 'src_ip'), text(line, 'dst_ip')]))
    if (address !== null) seen.set(address, (seen.get(address) ?? 0) + 1);
  return [...seen].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? '';
}
