import { VECTORS, type VectorId } from '../judge/vectors.ts';
import type { Severity } from '../judge/violation.ts';
import type { ProbeFinding } from './report.ts';

function isVector(word: string): word is VectorId {
  return Object.hasOwn(VECTORS, word);
}

/** What the wire check found in a REGISTER, by its word for it. Where it stood, the wire check's own log says. */
export function registrationFinding(word: string, severity: Severity): ProbeFinding {
  const known = isVector(word) ? VECTORS[word] : null;
  return {
    message: 'REGISTER',
    vector: word,
    rows: known?.rows ?? [],
    place: '',
    excerpt: '',
    severity,
    setting: known?.setting ?? 'see what the wire check says of it',
  };
}
