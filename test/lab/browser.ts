import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ensurePackages } from '../../src/lab/packages.ts';

/** Nothing is fetched, remembered or sent to anybody but the server under test. */
const SWITCHES = [
  ...['--headless', '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-breakpad'],
  ...['--mute-audio', '--autoplay-policy=no-user-gesture-required'],
];

/** A Chromium of Debian's, unpacked beside the machine's own programs. */
export class LabBrowser {
  readonly chromium: Browser;
  readonly #directory: string;

  private constructor(browser: Browser, directory: string) {
    this.chromium = browser;
    this.#directory = directory;
  }

  /** `localhost`: the loopback address that this name leads to, for pages that a browser trusts (Secure Contexts §3.1). */
  static async up(localhost: string): Promise<LabBrowser> {
    const packages = await ensurePackages('browser', () => undefined);
    const directory = await mkdtemp(join(tmpdir(), 'withheld-browser-'));
    const [loader = '', ...words] = packages.command('usr/lib/chromium/chromium');
    // Chromium looks for its own files beside what was started, which is the loader.
    const beside = join(packages.root, 'usr/lib/chromium/loader');
    if (!existsSync(beside)) {
      await copyFile(loader, `${directory}/loader`);
      await copyFile(`${directory}/loader`, `${beside}.${process.pid}`);
      await rename(`${beside}.${process.pid}`, beside);
    }
    const program = join(directory, 'chromium');
    await writeFile(program, `#!/bin/sh\nexec ${[beside, ...words].map((word) => `'${word}'`).join(' ')} "$@"\n`);
    await chmod(program, 0o700);
    const browser = await chromium.launch({
      executablePath: program,
      args: [...SWITCHES, `--browser-subprocess-path=${program}`, `--host-resolver-rules=MAP localhost ${localhost}`],
      env: { ...process.env, FONTCONFIG_SYSROOT: packages.root, HOME: directory },
    });
    return new LabBrowser(browser, directory);
  }

  async down(): Promise<void> {
    await this.chromium.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
