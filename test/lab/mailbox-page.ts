import { setTimeout as pause } from 'node:timers/promises';
import jsqr from 'jsqr';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { bytesOfBase32, codeAt, stepAt } from '../../src/adapters/sealing/time-code.ts';

/** What is used of a canvas (HTML §4.12.5). */
interface Drawn {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: ArrayLike<number> };
  };
}

/** What is used of an audio element (HTML §4.8.11). */
interface PlayedSound {
  currentTime: number;
  readonly duration: number;
  play(): Promise<void>;
  pause(): void;
}

/** One owner at their own browser: what they see, what they know, and their authenticator. */
export class MailboxPage {
  readonly page: Page;
  readonly box: string;
  passphrase: string;
  recovery = '';
  fingerprint = '';
  /** What the page has sent to the server: bodies of requests. */
  readonly sent: string[] = [];
  /** What the browser complained of. */
  readonly complaints: string[] = [];
  #secondFactor = '';
  /** The daemon, which was there before this, takes no code of its first two steps. */
  #usedStep = stepAt(Date.now()) + 1;

  private constructor(page: Page, box: string) {
    this.page = page;
    this.box = box;
    this.passphrase = `tall ${box} kettles and a borrowed river`;
    page.on('request', (request) => this.sent.push(request.postData() ?? ''));
    page.on('console', (line) => line.type() === 'error' && this.complaints.push(line.text()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async at(context: BrowserContext, address: string, box: string): Promise<MailboxPage> {
    const made = new MailboxPage(await context.newPage(), box);
    await made.page.goto(address);
    return made;
  }

  /** Enrols with the code of an invite; gives what is on the paper and on the authenticator. */
  async enrol(code: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'I have an enrolment code' }).click();
    await page.getByLabel('Enrolment code').fill(code);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByLabel('Passphrase').fill('too short');
    await page.getByLabel('The same again').fill('too short');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alert').filter({ hasText: '16 is the least' }).waitFor();
    await page.getByLabel('Passphrase').fill(this.passphrase);
    await page.getByLabel('The same again').fill(this.passphrase);
    await page.getByRole('button', { name: 'Go on' }).click();
    this.recovery = (await this.text('#recovery-key')).replaceAll(/\s/g, '');
    await page.getByLabel('Type it back').fill('AGE-SECRET-KEY-1WRONG');
    await page.getByRole('button', { name: 'It is on paper' }).click();
    await page.getByRole('alert').filter({ hasText: 'not the recovery key' }).waitFor();
    await page.getByLabel('Type it back').fill(this.recovery.toLowerCase());
    await page.getByRole('button', { name: 'It is on paper' }).click();
    await this.endsEnrolment();
  }

  /** The next code that was not used yet; a clock that is half a minute fast shows it already. */
  async nextCode(): Promise<string> {
    while (stepAt(Date.now()) + 1 <= this.#usedStep) await pause(250);
    this.#usedStep = Math.max(this.#usedStep + 1, stepAt(Date.now()) + 1);
    return codeAt(bytesOfBase32(this.#secondFactor), this.#usedStep);
  }

  async login(passphrase = this.passphrase): Promise<void> {
    const { page } = this;
    await page.getByLabel('Mailbox', { exact: true }).fill(this.box);
    await page.getByLabel('Passphrase').fill(passphrase);
    await page.getByLabel('Code of your authenticator').fill(await this.nextCode());
    await page.getByRole('button', { name: 'Open the mailbox' }).click();
    await this.isOpen();
  }

  /** The text of what is shown there. */
  async text(place: string): Promise<string> {
    return (await this.page.locator(place).textContent()) ?? '';
  }

  async isOpen(): Promise<void> {
    await this.page.getByRole('heading', { name: `Mailbox ${this.box}`, exact: true }).waitFor();
  }

  /** The tab goes behind another one, as far as the page can tell (Page Visibility). */
  async hides(): Promise<void> {
    await this.page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });`);
  }

  async unlock(): Promise<void> {
    await this.page.getByLabel('Passphrase').fill(this.passphrase);
    await this.page.getByRole('button', { name: 'Unlock' }).click();
    await this.isOpen();
  }

  /** Opens the newest message. */
  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open' }).first().click();
    await this.page.locator('audio').waitFor();
  }

  /** Plays from `from` for so many milliseconds; gives where it stands then, and how long it is. */
  async plays(from: number, milliseconds: number): Promise<{ readonly at: number; readonly duration: number }> {
    return await this.page.locator('audio').evaluate(
      async (audio: PlayedSound, [start, wait]) => {
        audio.currentTime = start ?? 0;
        await audio.play();
        await new Promise((resolve) => setTimeout(resolve, wait));
        audio.pause();
        return { at: audio.currentTime, duration: audio.duration };
      },
      [from, milliseconds],
    );
  }

  /** Whether a sound can be had at this address: a page may ask for it as a sound alone. */
  async canPlay(address: string): Promise<boolean> {
    return await this.page.evaluate(`new Promise((resolve) => {
      const audio = new Audio();
      audio.addEventListener('loadedmetadata', () => resolve(true));
      audio.addEventListener('error', () => resolve(false));
      audio.src = '${address}';
    })`);
  }

  /** What the server answers this page. */
  async statusOf(path: string): Promise<number> {
    return await this.page.evaluate(`fetch('${path}').then(({ status }) => status)`);
  }

  async rotates(): Promise<void> {
    await this.page.getByRole('button', { name: 'Keys and settings' }).click();
    const form = this.page.locator('form#rotate');
    await form.getByLabel('Your passphrase').fill(this.passphrase);
    await form.getByRole('button').click();
  }

  /** An authenticator in the machine that says yes to everything (WebAuthn Level 3, §11), with an output of its own for each salt. */
  async hasAuthenticator(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
        ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true },
        automaticPresenceSimulation: true,
      },
    });
  }

  /** Comes back with the recovery key alone. */
  async recovers(code: string, passphrase: string): Promise<void> {
    const { page } = this;
    await page.goto(page.url());
    await page.getByRole('button', { name: 'I have an enrolment code' }).click();
    await page.getByLabel('Enrolment code').fill(code);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByLabel('Recovery key').fill(this.recovery);
    await page.getByRole('button', { name: 'Go on' }).click();
    this.passphrase = passphrase;
    await page.getByLabel('Passphrase').fill(passphrase);
    await page.getByLabel('The same again').fill(passphrase);
    await page.getByRole('button', { name: 'Go on' }).click();
    await this.endsEnrolment();
  }

  /** The last step of both ways in. */
  async endsEnrolment(): Promise<void> {
    const { page } = this;
    this.#secondFactor = await this.#scanned();
    // Who cannot scan types it.
    expect((await this.text('#second-factor')).replaceAll(' ', '')).toBe(this.#secondFactor);
    await page.getByLabel('The code it shows').fill(await this.nextCode());
    await page.getByRole('button', { name: 'Open the mailbox' }).click();
    await page.getByRole('heading', { name: `Mailbox ${this.box} is yours` }).waitFor();
    this.fingerprint = await this.text('#fingerprint');
    await page.getByRole('button', { name: 'Go to the login' }).click();
  }

  /** The secret that the camera of an authenticator reads from the screen (Key URI format, `otpauth://`). */
  async #scanned(): Promise<string> {
    const { height, pixels, width } = await this.page.locator('canvas.qr').evaluate((shown) => {
      const canvas = shown as unknown as Drawn;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return { pixels: Array.from(data), width: canvas.width, height: canvas.height };
    });
    const read = jsqr.default(Uint8ClampedArray.from(pixels), width, height)?.data ?? '';
    const [, secret = ''] =
      new RegExp(`^otpauth://totp/Mailbox:${this.box}\\?secret=([A-Z2-7]+)&issuer=Mailbox$`).exec(read) ?? [];
    return secret;
  }
}
