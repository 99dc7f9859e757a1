import type { NamedLeg } from './call-frames.ts';

/** A leg on PJSIP that is there, as far as was told. */
export interface OpenLeg {
  readonly id: string;
  /** Neutral: trunks `t…`, phones `w…`. */
  readonly name: string;
  readonly since: number;
  up: boolean;
  /** The PBX was asked to tell of it by its id. */
  heard: boolean;
  /** The PBX was asked for its Call-ID. */
  asked: boolean;
}

/** The legs that are there. */
export class OpenLegs {
  readonly #legs = new Map<string, OpenLeg>();

  get all(): readonly OpenLeg[] {
    return [...this.#legs.values()];
  }

  get(id: string): OpenLeg | undefined {
    return this.#legs.get(id);
  }

  /** Takes note of a leg; `null` where it is none of PJSIP. */
  met({ id, name, up }: NamedLeg, now: number): OpenLeg | null {
    if (!name.startsWith('PJSIP/')) return null;
    const known = this.#legs.get(id);
    if (known !== undefined) {
      known.up ||= up;
      return known;
    }
    const leg: OpenLeg = { id, name, since: now, up, heard: name.startsWith('PJSIP/t'), asked: false };
    this.#legs.set(id, leg);
    return leg;
  }

  ended(id: string): void {
    this.#legs.delete(id);
  }

  clear(): void {
    this.#legs.clear();
  }
}
