const LONGEST_FRAME = 256 * 1024;

/** A frame of an event socket as what it says; `null`: not JSON, or over 256 KiB. */
export function frameJson(text: string): { readonly json: unknown } | null {
  if (text.length > LONGEST_FRAME) return null;
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}
