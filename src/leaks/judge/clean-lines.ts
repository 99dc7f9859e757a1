import { MOST_AT_A_GLANCE } from './canary-search.ts';
import { CSEQ, chanceEnd, chanceIn, isSaidOfAnyChance } from './chance-in-line.ts';
import type { Expected, Passage } from './expected.ts';
import type { Opinion } from './finding.ts';
import { MOST_NAMES, nameNumber } from './header-names.ts';
import type { KnownLines } from './known-lines.ts';
import { isCommonHeader, type LineContext, LinePlaces, methodIn } from './line-places.ts';
import { foundIn } from './piece-search.ts';
import { receivedHeader, receivedPiece } from './received-message.ts';
import { hasTag, type SentMessage } from './sent-message.ts';
import { aloneOpinion, MANDATORY, startOpinion } from './sent-opinion.ts';
import { descriptionLine } from './session-description.ts';
import { isIdentityHeader, shownIdentity } from './shown-identity.ts';
import { fieldOf, type HeaderField, isPlainLine, type StartLine, startOf } from './sip-reader.ts';
import { stands } from './stands.ts';

/**
 * What is known of a line that is clean in its place: the number of its header, and what Content-Length says. Of a line that is not clean, or is
 * judged together with others, nothing is known.
 */
const NAMES = MOST_NAMES + 1;
const CLEAN = nameFact(MOST_NAMES, 0);
const IN_DIALOG = 2;
const OUTSIDE = 1;

function nameFact(name: number, length: number): number {
  return (length + 1) * NAMES + name;
}

const MANDATORY_NUMBERS = MANDATORY.map(nameNumber);
const CONTENT_LENGTH = nameNumber('Content-Length');
const CONTENT_TYPE = nameNumber('Content-Type');
/** They may stand in a message several times, each judged by itself, and so may what has no number; but we send a request with one Via. */
const REPEATED: ReadonlySet<number> = new Set([...['Via', 'Record-Route', 'Route'].map(nameNumber), MOST_NAMES]);
const VIA = nameNumber('Via');

function mayRepeat(name: number, { kind, sent }: LineContext): boolean {
  return REPEATED.has(name) && !(name === VIA && sent !== null && kind === 'request');
}

const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** The names that were seen in a message have its number. */
const SEEN = new Float64Array(NAMES);
let messages = 0;

/** What Content-Length says, if that is clear; a carrier may write anything there. */
function lengthIn({ value }: HeaderField): number | null {
  return /^\d{1,5}$/.test(value) ? Number(value) : null;
}

/** One message, parted into lines. */
class Lines {
  readonly #raw: Buffer;
  readonly #known: KnownLines;
  readonly #expected: Expected;
  readonly #places: LinePlaces;
  /** Lines in front of the empty one. */
  readonly #head: number;
  readonly #count: number;

  constructor(raw: Uint8Array, expected: Expected) {
    this.#raw = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    this.#expected = expected;
    this.#known = expected.canaries.knownLines;
    this.#places = new LinePlaces(expected);
    this.#count = this.#known.part(raw);
    let head = 0;
    while (head < this.#count && this.#length(head) > 0) head += 1;
    this.#head = head;
  }

  /** Whether it is certain that all of them are clean in a message that went this way, and the message with them. */
  areClean(direction: Passage['direction']): boolean {
    if (this.#head === 0 || this.#head >= this.#count) return false;
    const context = this.#context(direction);
    return context !== null && this.#isHeadClean(context) && this.#isBodyClean(context);
  }

  #length(line: number): number {
    return (this.#known.ends[line] ?? 0) - (this.#known.begins[line] ?? 0);
  }

  #begins(line: number, text: string): boolean {
    return stands(this.#raw, this.#known.begins[line] ?? 0, text);
  }

  #text(line: number): string {
    return this.#raw.toString('latin1', this.#known.begins[line], this.#known.ends[line]);
  }

  #context(direction: Passage['direction']): LineContext | null {
    const kind = this.#begins(0, 'SIP/2.0 ') ? 'response' : 'request';
    if (direction === 'to-agency') return { kind, sent: null };
    const { begins, ends } = this.#known;
    const named = kind === 'request' ? 0 : this.#lineOf(CSEQ);
    const to = this.#lineOf('To: ');
    if (to === 0 || (kind === 'response' && named === 0)) return null;
    const [begin, end] = [begins[named] ?? 0, ends[named] ?? 0];
    const method =
      kind === 'request'
        ? methodIn(this.#raw, begin, this.#raw.indexOf(SPACE, begin))
        : methodIn(this.#raw, this.#raw.lastIndexOf(SPACE, end) + 1, end);
    return method === null ? null : { kind, sent: { method, inDialog: this.#isInDialog(to) } };
  }

  /** The first header that begins so; 0: none does. */
  #lineOf(name: string): number {
    for (let line = 1; line < this.#head; line += 1) if (this.#begins(line, name)) return line;
    return 0;
  }

  #isInDialog(to: number): boolean {
    const { dialog } = this.#places;
    const known = this.#known.fact(to, dialog);
    if (known !== 0) return known === IN_DIALOG;
    const inDialog = hasTag(fieldOf(this.#text(to))?.value ?? '');
    this.#known.learn(to, dialog, inDialog ? IN_DIALOG : OUTSIDE);
    return inDialog;
  }

  #isHeadClean(context: LineContext): boolean {
    const place = this.#places.start(context);
    if (this.#known.fact(0, place) === 0 && !this.#learn(0, place, this.#startFact(context))) return false;
    messages += 1;
    const identity: HeaderField[] = [];
    const told = this.#toldLength(context, identity);
    for (const name of MANDATORY_NUMBERS) if (SEEN[name] !== messages) return false;
    return told === this.#bodyLength() && this.#isIdentityRight(context, identity);
  }

  /** What Content-Length says, if every header is clean; -1: nothing, or a header is not. Puts those aside that are judged together. */
  #toldLength(context: LineContext, identity: HeaderField[]): number {
    const place = this.#places.head(context);
    const common = this.#places.common(context);
    let told = -1;
    for (let line = 1; line < this.#head; line += 1) {
      const isCommon = isCommonHeader(this.#raw, this.#known.begins[line] as number);
      const where = isCommon ? common : place;
      const fact =
        this.#known.fact(line, where) ||
        (isCommon && this.#factAlike(line, where)) ||
        this.#headerFact(line, where, context, identity);
      const name = fact % NAMES;
      if (fact === 0 || this.#isTooMany(name, context)) return -1;
      if (name === CONTENT_LENGTH) told = Math.floor(fact / NAMES) - 1;
    }
    return told;
  }

  #isTooMany(name: number, context: LineContext): boolean {
    const isAgain = SEEN[name] === messages;
    SEEN[name] = messages;
    return isAgain && !mayRepeat(name, context);
  }

  #learn(line: number, place: number, fact: number): boolean {
    if (fact === 0) return false;
    this.#known.learn(line, place, fact);
    return true;
  }

  #bodyLength(): number {
    return this.#raw.length - (this.#known.ends[this.#head] ?? 0) - 2;
  }

  /** A message like this one, with no headers but these. */
  #like({ kind, sent }: LineContext, headers: readonly HeaderField[], start?: StartLine): SentMessage {
    const { method = 'ACK', inDialog = false } = sent ?? {};
    const parts = { startLine: this.#startLine(start), headers, strayLines: [], body: '', faults: [], method };
    const uri = start?.kind === 'request' ? start.uri : '';
    const { status = 0, reason = '' } = start?.kind === 'response' ? start : {};
    return {
      message: kind === 'request' ? { kind, uri, ...parts } : { kind, status, reason, ...parts },
      expected: this.#expected,
      inDialog,
      method,
      outbound: this.#expected.door !== 'in',
    };
  }

  #startLine(start: StartLine | undefined): string {
    return start === undefined ? '' : this.#text(0);
  }

  #startFact(context: LineContext): number {
    const text = this.#text(0);
    const start = isPlainLine(text) ? startOf(text) : null;
    if (start === null || start.kind !== context.kind) return 0;
    const opinion =
      context.sent === null
        ? { findings: [], pieces: [receivedPiece('start-line', text, this.#expected)] }
        : startOpinion(this.#like(context, [], start));
    // A carrier may have a header of any name, also that of this place.
    return this.#isClear(opinion, context.sent === null) ? CLEAN : 0;
  }

  /** What is known of a header that is common to all messages, from another that had other chance in it (`chance-in-line.ts`). */
  #factAlike(line: number, place: number): number {
    const { begins, ends } = this.#known;
    const [begin, end] = [begins[line] as number, ends[line] as number];
    const chance = chanceIn(this.#raw, begin, end);
    const fact = chance < 0 ? 0 : this.#known.factAlike(line, place, chance, chanceEnd(this.#raw, begin, chance));
    const isClear = fact !== 0 && this.#expected.canaries.isClearFact(this.#raw, begin, end);
    if (!isClear) return 0;
    this.#known.learn(line, place, fact);
    return fact;
  }

  #learnAlike(line: number, place: number, fact: number, opinion: Opinion): void {
    const [begin, end] = [this.#known.begins[line] as number, this.#known.ends[line] as number];
    const chance = chanceIn(this.#raw, begin, end);
    if (chance < 0) return;
    const behind = chanceEnd(this.#raw, begin, chance);
    const token = this.#raw.toString('latin1', chance, behind);
    if (isSaidOfAnyChance(opinion, token, this.#text(line))) this.#known.learnAlike(line, place, chance, behind, fact);
  }

  /** 0: it is not clean, or nobody can say so of this line by itself. */
  #headerFact(line: number, place: number, context: LineContext, identity: HeaderField[]): number {
    const first = this.#raw[this.#known.begins[line] ?? 0];
    const text = this.#text(line);
    const field = first === SPACE || first === TAB || !isPlainLine(text) ? null : fieldOf(text);
    if (field === null) return 0;
    const number = nameNumber(field.name);
    const name = number < 0 ? MOST_NAMES : number;
    if (context.sent !== null && isIdentityHeader(field.name)) {
      identity.push(field);
      return nameFact(MOST_NAMES, 0);
    }
    const opinion =
      context.sent === null
        ? { findings: [], pieces: [receivedHeader(field, context.kind === 'response', this.#expected)] }
        : aloneOpinion(field, this.#like(context, [field]));
    if (!this.#isClear(opinion, mayRepeat(name, context))) return 0;
    const told = name === CONTENT_LENGTH ? lengthIn(field) : 0;
    if (told === null) return 0;
    const fact = nameFact(name, told);
    this.#known.learn(line, place, fact);
    if (isCommonHeader(this.#raw, this.#known.begins[line] as number)) this.#learnAlike(line, place, fact, opinion);
    return fact;
  }

  /** `repeats`: what is in it could go on in another line of its kind, so a glance must be certain that nothing is. */
  #isClear({ findings, pieces }: Opinion, repeats: boolean): boolean {
    if (findings.length > 0) return false;
    const { canaries } = this.#expected;
    if (pieces.every(({ text, reading, only }) => canaries.isClear(text, reading, only))) return true;
    return !repeats && foundIn(pieces, this.#expected).length === 0;
  }

  #isIdentityRight(context: LineContext, headers: readonly HeaderField[]): boolean {
    return context.sent === null || shownIdentity(this.#like(context, headers)).findings.length === 0;
  }

  #isBodyClean(context: LineContext): boolean {
    const first = this.#head + 1;
    if (first === this.#count) return true;
    // What the type says is that it is SDP, or it would not be clean.
    const isTyped = context.sent === null || (SEEN[CONTENT_TYPE] === messages && this.#isFirst(first));
    if (!isTyped) return false;
    const place = this.#places.body(context);
    for (let line = first; line < this.#count; line += 1)
      if (this.#known.fact(line, place) === 0 && !this.#learn(line, place, this.#bodyFact(line, context))) return false;
    return true;
  }

  #isFirst(line: number): boolean {
    return this.#length(line) === 3 && this.#begins(line, 'v=0');
  }

  #bodyFact(line: number, { sent }: LineContext): number {
    const text = this.#text(line);
    const opinion =
      sent === null
        ? { findings: [], pieces: [receivedPiece('body', `${text}\r`, this.#expected)] }
        : descriptionLine(text, this.#expected.ours);
    return this.#isClear(opinion, true) ? CLEAN : 0;
  }
}

/**
 * Whether it is certain, from its lines one by one, that the rules find nothing in a message: each line is clean in its place, whatever stands
 * beside it, and what is judged together with others (identity headers, names that may stand there once, the length of the body) is right. Of most
 * lines that is known from messages before. `false` says nothing.
 */
export function hasCleanLines(raw: Uint8Array, { direction }: Passage, expected: Expected): boolean {
  return raw.length <= MOST_AT_A_GLANCE && raw[0] !== CR && new Lines(raw, expected).areClean(direction);
}
