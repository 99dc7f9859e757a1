import type { Mailbox } from '../call/mailbox.ts';
import type { KeptDevice } from '../ports/owner-store.ts';
import { type AccessParts, answered } from './access-parts.ts';

const DAY_MS = 86_400_000;
/** What is known until when is told in steps of thirty days: the moment of a login cannot be read off it. */
const STEP_MS = 30 * DAY_MS;
const LONGEST_MS = 90 * DAY_MS;
const MOST_DEVICES = 8;

/** What a browser is given to be known by. */
export interface NewDevice {
  readonly box: Mailbox;
  readonly token: string;
  readonly seconds: number;
}

/**
 * Browsers from which an owner has logged in. One that is known has tries of its own: strangers who know the number of a mailbox and fail on purpose
 * cannot use them up. It gives nothing else: who steals what a browser shows has five more tries, and needs passphrase and code all the same.
 */
export class Devices {
  readonly #parts: Pick<AccessParts, 'clock' | 'owners' | 'vault'>;

  constructor(parts: Pick<AccessParts, 'clock' | 'owners' | 'vault'>) {
    this.#parts = parts;
  }

  /** The browser that shows this; `null`: it is not known (any more) as one of this mailbox's, or that cannot be read now. */
  async known(box: Mailbox, token: string | null): Promise<KeptDevice | null> {
    const { clock, owners, vault } = this.#parts;
    if (token === null) return null;
    const kept = await owners.devices();
    const hash = vault.deviceHashOf(box, token);
    const found = kept.outcome === 'ok' ? kept.value.find(({ device }) => vault.isSame(device, hash)) : undefined;
    return found !== undefined && found.box === box && found.until > clock.now() ? found : null;
  }

  /** For a browser from which the owner has just logged in. `null`: it is known for long enough, or that cannot be written now. */
  async remember(box: Mailbox, known: KeptDevice | null): Promise<NewDevice | null> {
    const { clock, owners, vault } = this.#parts;
    const now = clock.now();
    const until = Math.ceil((now + LONGEST_MS) / STEP_MS) * STEP_MS;
    if (known?.until === until) return null;
    const token = vault.newSecret();
    const added = answered(
      await owners.addDevice({ box, device: vault.deviceHashOf(box, token), until }, MOST_DEVICES),
    );
    if (added !== 1) return null;
    if (known !== null) await owners.removeDevice(known.device);
    return { box, token, seconds: Math.floor((until - now) / 1_000) };
  }

  /** Forgets those whose time is over. */
  async tidy(): Promise<void> {
    const { clock, owners } = this.#parts;
    await owners.endDevices(clock.now());
  }
}
