/** What a page has opened and has to give up when it locks. */
export interface Opened {
  /** A WAV as an address that only this page can play. */
  add(wave: Uint8Array): string;
  revokeAll(): void;
}

/** Sounds in the memory of this page, by their object URLs. */
export class Sounds implements Opened {
  readonly #addresses = new Set<string>();

  add(wave: Uint8Array): string {
    const address = URL.createObjectURL(new Blob([new Uint8Array(wave)], { type: 'audio/wav' }));
    this.#addresses.add(address);
    return address;
  }

  revokeAll(): void {
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.#addresses.clear();
    for (const audio of document.querySelectorAll('audio')) {
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    }
  }
}
