/** Whether a text of ASCII stands at this place of bytes. */
export function stands(bytes: Uint8Array, at: number, text: string): boolean {
  for (let place = 0; place < text.length; place += 1) if (bytes[at + place] !== text.charCodeAt(place)) return false;
  return true;
}
