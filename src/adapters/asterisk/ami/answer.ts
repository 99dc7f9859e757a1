import { z } from 'zod';

/** Why the PBX refused an action, in our words: what it says in `Message` may quote what it was sent. */
type AmiRefusal = 'no such leg' | 'permission denied' | 'refused by the PBX';

/** One answer of the PBX. A repeated `Response` or `ActionID` header (the parser makes it a list) is a forgery and does not parse. */
export interface AmiAnswer {
  readonly id: string | null;
  readonly ok: boolean;
  readonly refusal: AmiRefusal;
}

const Packet = z.object({
  response: z.string(),
  actionid: z.string().optional(),
  message: z.string().optional().catch(undefined),
});

const REFUSALS = new Map<string, AmiRefusal>([
  ['no such channel', 'no such leg'],
  ['permission denied', 'permission denied'],
]);

/** Reads what asterisk-manager parsed; `null` when it is not an answer. `Success` and `Goodbye` are ok, anything else is not. */
export function readAnswer(packet: unknown): AmiAnswer | null {
  const parsed = Packet.safeParse(packet);
  if (!parsed.success) return null;
  const { response, actionid, message } = parsed.data;
  const said = response.trim().toLowerCase();
  const known = REFUSALS.get((message ?? '').trim().toLowerCase());
  return {
    id: actionid ?? null,
    ok: said === 'success' || said === 'goodbye',
    refusal: known ?? 'refused by the PBX',
  };
}
