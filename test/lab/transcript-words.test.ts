import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promptTexts } from '../../src/cli/model/samples.ts';
import { wordsIn } from '../../src/cli/model/word-errors.ts';
import { CONSOLE_PORT } from '../../src/lab/lab-network.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import { moonshine } from '../moonshine.ts';
import { LabBrowser } from './browser.ts';
import { holding } from './holding.ts';
import { MailboxPage } from './mailbox-page.ts';
import { SECURED_DID, SecuredLab } from './secured-lab.ts';

/** Seconds on the line; the greeting takes some six of them. */
const CALL_S = 22;
const RUN = 6;

describe('a transcript by a real model', () => {
  let house: SecuredLab;
  let browser: LabBrowser;
  let owner: MailboxPage;

  beforeAll(async () => {
    house = await SecuredLab.up({ transcriber: { engine: 'sherpa', kind: 'moonshine', ...(await moonshine()) } });
    await house.under.daemon.start();
    browser = await LabBrowser.up(house.under.lab.network.inside);
    const address = `http://localhost:${CONSOLE_PORT}/mailbox`;
    owner = await MailboxPage.at(await browser.chromium.newContext(), address, '105');
    const { text } = await house.command('mailbox', 'invite', '105');
    await owner.enrol(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(text)?.[0] ?? '');
    await owner.login();
  });
  afterAll(async () => {
    await browser.down();
    await house.down();
  });

  test('has the words that were spoken, for an owner who asked for it in the browser, who reads it there', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Keys and settings' }).click();
    await page.getByLabel('Write a transcript of new messages').check();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('It is kept.').waitFor();
    await page.getByRole('button', { name: 'Back to the messages' }).click();

    await house.speaks(SECURED_DID, CALL_S);
    await house.under.soon(
      () => house.messages(),
      (all) => all.length === 1,
      150_000,
    );
    await page.getByRole('button', { name: 'Look again' }).click();
    await owner.open();
    await owner.looksRight('transcript');
    const pieces = await page.locator('.transcript q').allTextContents();
    const guessed = wordsIn(pieces.join(' '));
    const said = ` ${(await spoken()).join(' ')} `;
    const runs = guessed.slice(RUN - 1).map((_, at) => guessed.slice(at, at + RUN).join(' '));

    expect(await owner.text('.transcript')).toContain('Machine guess: listen before acting.');
    expect(guessed.length).toBeGreaterThan(20);
    // Six words running are no chance. Where the message begins and ends a word is cut.
    expect(runs.filter((run) => said.includes(` ${run} `)).length).toBeGreaterThan(runs.length / 3);
  }, 240_000);

  test('plays each piece from where it was said, and lies nowhere in clear', async () => {
    const { page } = owner;
    const piece = page.locator('.transcript li').last();
    const text = (await piece.locator('q').textContent()) ?? '';
    const end = await owner.plays(10, 500);
    await piece.getByRole('button').click();
    const at = await page.locator('audio').evaluate((audio: { currentTime: number }) => audio.currentTime);
    const from = Number(/Play from 0:(\d\d)/.exec((await piece.textContent()) ?? '')?.[1]);

    expect(end.at).toBeGreaterThan(from + 5);
    expect([at >= from, at < from + 3]).toEqual([true, true]);
    expect(await holding(house.under.lab.directory, text.split(' ').slice(0, 3).join(' '))).toEqual([]);
    // The browser sends nothing of it, either.
    expect(owner.sent.join('\n')).not.toContain(text.split(' ').slice(0, 3).join(' '));
  });
});

/** What the caller plays, over and over, as words. */
async function spoken(): Promise<readonly string[]> {
  const { root } = await ensurePackages('22', () => undefined);
  const path = join(root, 'usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz');
  const text = promptTexts(gunzipSync(await readFile(path)).toString('utf8')).get('demo-congrats') ?? '';
  return wordsIn(`${text} ${text}`);
}
