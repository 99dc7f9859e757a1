import { z } from 'zod';
import type { PbxAnswer } from '../../../ports/pbx.ts';
import type { AriReply } from './requester.ts';

const UNSET = 'variable not set';
/** Asterisk 16 to 22, `ari/resource_channels.c`. */
const UNSET_MESSAGE = 'Provided variable was not found';
const Variable = z.object({ value: z.string() });

/**
 * The port's reading of an HTTP reply: 2xx is ok, 4xx is a refusal (ARI answers 404 for no such leg, 409 when it no longer waits), and
 * everything else is unknown: a 5xx does not say whether anything happened, and what we
 * held back says nothing about the leg. Texts of the PBX are not passed on.
 */
export function asAnswer(reply: AriReply): PbxAnswer<string> {
  if (reply.kind === 'unsent') return { outcome: 'unknown', why: 'too many requests at once' };
  if (reply.kind === 'nothing') return { outcome: 'unknown', why: reply.why };
  const { status, text } = reply;
  if (status >= 200 && status < 300) return { outcome: 'ok', value: text };
  const why = status === 404 && text.includes(UNSET_MESSAGE) ? UNSET : `HTTP ${status}`;
  return status >= 400 && status < 500 ? { outcome: 'refused', why } : { outcome: 'unknown', why };
}

/** The same answer when what matters is only that it was ok. */
export function asDone(answer: PbxAnswer<unknown>): PbxAnswer<null> {
  return answer.outcome === 'ok' ? { outcome: 'ok', value: null } : answer;
}

/** A variable's value. One that is not set reads as empty: ARI answers 404 for it, as it does for a leg that is gone. */
export function asVariable(answer: PbxAnswer<string>): PbxAnswer<string> {
  if (answer.outcome === 'refused' && answer.why === UNSET) return { outcome: 'ok', value: '' };
  return asValue(answer, (json) => Variable.safeParse(json).data?.value ?? null);
}

/** Runs `read` over a JSON answer; what is not JSON, or not what `read` accepts (`null`), is unknown. */
export function asValue<T>(answer: PbxAnswer<string>, read: (json: unknown) => T | null): PbxAnswer<T> {
  if (answer.outcome !== 'ok') return answer;
  const value = readJson(answer.value, read);
  return value === null ? { outcome: 'unknown', why: 'answer not understood' } : { outcome: 'ok', value };
}

/** `null` when `text` is not JSON or `read` does not accept it. */
export function readJson<T>(text: string, read: (json: unknown) => T | null): T | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  return read(json);
}
