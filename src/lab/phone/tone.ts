/** The name of the audio file in a phone's folder. */
export const AUDIO_FILE = 'tone.alaw';

/** One second of the digital milliwatt, 1 kHz at 0 dBm0, in G.711 A-law at 8 kHz (ITU-T G.711, table 5). */
export function milliwatt(): Buffer {
  return Buffer.alloc(8_000, Buffer.from([0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4]));
}
