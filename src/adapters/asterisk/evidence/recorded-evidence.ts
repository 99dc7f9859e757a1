import type { Evidence } from '../../../call/evidence.ts';
import { amiEvidence } from './ami-evidence.ts';
import { DialogJoin } from './dialog-join.ts';
import { type Fields, isFields, text } from './event-fields.ts';
import { LegNames } from './leg-names.ts';
import { ownEvidence } from './own-evidence.ts';
import { houseOf, MirroredWire, TappedWire } from './wire-evidence.ts';

/** A line that cannot be read. `why` quotes nothing of it. */
export interface DamagedLine {
  readonly line: number;
  readonly why: string;
}

/** A recorded stream as evidence, in time's order, and until when it tells. */
export interface Recording {
  readonly evidence: readonly Evidence[];
  readonly endsAt: number;
  readonly damaged: readonly DamagedLine[];
}

interface Line {
  readonly at: number;
  readonly source: string;
  readonly fields: Fields;
}

const LONGEST_LINE = 256 * 1024;

/** The field that must be there for a line of this kind to say anything. */
const NAMED_BY: Readonly<Record<string, string>> = { ami: 'Event', ari: 'type', mark: 'what' };

function read(raw: string): Line | string {
  if (raw.length > LONGEST_LINE) return 'longer than any event';
  let fields: unknown;
  try {
    fields = JSON.parse(raw);
  } catch {
    return 'not JSON';
  }
  if (!isFields(fields)) return 'not a JSON object';
  const { t, src } = fields;
  if (typeof t !== 'number' || !Number.isFinite(t) || t < 0) return 'no time `t`';
  if (typeof src !== 'string') return 'no source `src`';
  const name = NAMED_BY[src];
  if (name !== undefined && text(fields, name) === null) return `no \`${name}\``;
  // The recorders write a tenth of a millisecond.
  return { at: Math.round(t * 10_000) / 10, source: src, fields };
}

/** Marks are the driver's ground truth and are not evidence, save that the collector lost a link: a fact it met itself. */
function markEvidence(fields: Fields, at: number): readonly Evidence[] {
  const what = text(fields, 'what');
  if (what !== 'AMI_EOF' && what !== 'ARI_EOF') return [];
  return [{ kind: 'link-lost', at, source: 'link', link: what === 'AMI_EOF' ? 'ami' : 'ari' }];
}

/** Reads lines that stand in time's order. */
class LineReader {
  readonly #names = new LegNames();
  /** Each of the two has dialogs of its own. */
  readonly #joins = { tap: new DialogJoin(), mirror: new DialogJoin() };
  readonly #tap = new TappedWire(this.#joins.tap);
  readonly #mirror: MirroredWire;

  constructor(house: string) {
    this.#mirror = new MirroredWire(this.#joins.mirror, house);
  }

  evidence({ at, source, fields }: Line): readonly Evidence[] {
    return this.#told(source, fields, at).flatMap((fact): readonly Evidence[] => {
      if (fact.kind !== 'seen') return [fact];
      const { leg } = fact;
      const told = Object.values(this.#joins).map((join) => join.leg(leg, at, fact.incoming));
      const directed = told.filter((incoming) => incoming !== null);
      return [fact, ...directed.map((incoming): Evidence => ({ kind: 'directed', at, source: 'wire', leg, incoming }))];
    });
  }

  #told(source: string, fields: Fields, at: number): readonly Evidence[] {
    switch (source) {
      case 'ami':
        return amiEvidence(fields, at, this.#names);
      case 'sip':
        return 'leg' in fields ? ownEvidence(source, fields, at, this.#names) : this.#tap.evidence(fields, at);
      case 'hep':
        return this.#mirror.evidence(fields, at);
      case 'mark':
        return markEvidence(fields, at);
      default:
        return ownEvidence(source, fields, at, this.#names);
    }
  }
}

function isEnd({ source, fields }: Line): boolean {
  return source === 'mark' && fields['what'] === 'END';
}

/**
 * Reads a recorded stream: JSON lines with `t` (seconds) and `src`. After a mark END nothing is read: the driver cleans up. Lines that cannot be read are
 * named and left out; sources and events that nobody here knows are no damage.
 */
export function readRecording(textOfFile: string): Recording {
  const damaged: DamagedLine[] = [];
  const lines: Line[] = [];
  for (const [place, raw] of textOfFile.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const line = read(raw);
    if (typeof line === 'string') damaged.push({ line: place + 1, why: line });
    else lines.push(line);
  }
  const ordered = lines
    .map((line, place) => ({ line, place }))
    .sort((a, b) => a.line.at - b.line.at || a.place - b.place);
  const end = lines.find(isEnd)?.at ?? Number.POSITIVE_INFINITY;
  const told = ordered.map(({ line }) => line).filter(({ at }) => at <= end);
  const reader = new LineReader(houseOf(told.filter(({ source }) => source === 'hep').map(({ fields }) => fields)));
  return { evidence: told.flatMap((line) => reader.evidence(line)), endsAt: told.at(-1)?.at ?? 0, damaged };
}
