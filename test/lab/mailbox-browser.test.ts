import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSOLE_PORT } from '../../src/lab/lab-network.ts';
import { LabBrowser } from './browser.ts';
import { ExchangedSlot } from './exchanged-slot.ts';
import { MailboxPage } from './mailbox-page.ts';
import { SECURED_DID, SecuredLab, samplesIn } from './secured-lab.ts';

const CALL_S = 14;

describe('the owner of a secured mailbox, in Chromium', () => {
  let house: SecuredLab;
  let browser: LabBrowser;
  let owner: MailboxPage;
  let colleague: MailboxPage;
  let second: MailboxPage;
  const address = `http://localhost:${CONSOLE_PORT}/mailbox`;

  const invite = async (box: string) => {
    const { status, text } = await house.command('mailbox', 'invite', box);
    if (status !== 0) throw new Error(text);
    return /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(text)?.[0] ?? '';
  };
  const visitor = async (box: string) => await MailboxPage.at(await browser.chromium.newContext(), address, box);

  beforeAll(async () => {
    const pictures = process.env['WITHHELD_SCREENSHOTS'];
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
    house = await SecuredLab.up({ secured: ['105', '106'] });
    await house.under.daemon.start();
    browser = await LabBrowser.up(house.under.lab.network.inside);
    owner = await visitor('105');
    colleague = await visitor('106');
  });
  afterAll(async () => {
    await browser.down();
    await house.down();
  });

  test('finds the way from the page of the house, which shows each trunk with its doors', async () => {
    await owner.page.goto(new URL('/', address).href);
    const [card] = await owner.page.locator('.cards > li').allTextContents();
    expect(card).toMatch(/^t1.*t1-private: .*t1-parent: /);
    await owner.looksRight('now');
    await owner.page.getByRole('link', { name: 'Mailboxes' }).click();
    await owner.page.getByRole('heading', { name: 'Secured mailbox' }).waitFor();
  });

  test('enrols with the code that was handed over, and so does a colleague', async () => {
    await owner.looksRight('login');
    await owner.enrol(await invite('105'));
    await colleague.enrol(await invite('106'));

    const { text } = await house.command('mailbox', 'list', '--json');
    expect(JSON.parse(text).mailboxes).toMatchObject([
      { mailbox: '105', recovery: true, readers: [expect.any(String)] },
      { mailbox: '106', recovery: true, readers: [expect.any(String)] },
    ]);
    const keys = ['--recipient', house.owner.recipient, '--recovery', house.recovery.recipient];
    // From then on the owner alone says who reads it.
    expect((await house.command('mailbox', 'add', '105', ...keys)).text).toContain('has an owner');
    expect(owner.fingerprint).toMatch(/^([a-z]{5} ){5}[a-z]{5}$/);
  });

  test('receives a message of a real call, plays it, seeks in it, and sees when it came', async () => {
    await owner.login();
    await house.speaks(SECURED_DID, CALL_S);
    await house.under.soon(
      () => house.messages(),
      (all) => all.length === 1,
      60_000,
    );
    await owner.page.getByRole('button', { name: 'Look again' }).click();
    await owner.page.getByText('1 message, 1 not heard yet.').waitFor();
    await owner.open();
    await owner.looksRight('message');

    const begun = await owner.plays(0, 1_500);
    expect(begun.at).toBeGreaterThan(0.5);
    expect(begun.at).toBeLessThan(2.5);
    const sought = await owner.plays(begun.duration - 2, 500);
    expect(sought.at).toBeGreaterThan(begun.duration - 2);
    const [message] = await house.messages();
    if (message === undefined) throw new Error('no message');
    const voice = await house.voiceByPaper(message, owner.recovery);
    // What the browser says, and what the stock age makes of the printed recovery key, are the same message.
    expect(begun.duration).toBeCloseTo(samplesIn(voice).length / 16_000, 1);
    const shown = await owner.text('.inside');
    expect(shown).toContain(`${new Date().getUTCFullYear()}`);
    await owner.page.getByRole('button', { name: 'Look again' }).click();
    await owner.page.getByText('1 message, 0 not heard yet.').waitFor();
  });

  test('forwards it to a colleague after comparing six words, who plays it', async () => {
    await owner.open();
    await owner.page.getByText('Forward to a colleague').click();
    await owner.page.getByLabel('Mailbox of a colleague').selectOption('106');
    await owner.page.locator('.words').filter({ hasText: colleague.fingerprint }).waitFor();
    await owner.page.getByRole('button', { name: 'Forward', exact: true }).click();
    await owner.page.getByText('Compare the six words first.').waitFor();
    await owner.page.getByLabel('I have compared').check();
    await owner.looksRight('forward');
    await owner.page.getByRole('button', { name: 'Forward', exact: true }).click();
    await owner.page.locator('.marks', { hasText: 'forwarded to 106' }).waitFor();

    await colleague.login();
    await colleague.page.getByText('forwarded by 105').waitFor();
    await colleague.open();
    expect((await colleague.plays(1, 800)).at).toBeGreaterThan(1.2);
  });

  test('locks when the tab is hidden, and gives nothing out until the passphrase is shown again', async () => {
    await owner.open();
    const sound = (await owner.page.locator('audio').getAttribute('src')) ?? '';
    expect(await owner.canPlay(sound)).toBe(true);
    await owner.hides();
    await owner.page.getByRole('heading', { name: 'Mailbox 105 is locked' }).waitFor();
    await owner.looksRight('locked');

    expect(await owner.page.locator('audio').count()).toBe(0);
    expect(await owner.canPlay(sound)).toBe(false);
    expect(await owner.statusOf('/mailbox/api/box')).toBe(423);
    await owner.unlock();
  });

  test('changes the key: old messages open with the new one, and whoever knew the old one is asked first', async () => {
    second = await owner.anotherWindow();
    await second.login();
    for (const each of [owner, colleague]) {
      await each.rotates();
      await each.page.getByText('The key is changed.').waitFor();
      await each.login();
      await each.open();
      expect((await each.plays(0, 600)).at).toBeGreaterThan(0.2);
      await each.page.getByRole('button', { name: 'Keys and settings' }).click();
      await each.page.getByText('Every link of it holds.').waitFor();
      expect(await each.text('#fingerprint')).not.toBe(each.fingerprint);
      await each.looksRight('settings');
      await each.page.getByRole('button', { name: 'Back to the messages' }).click();
    }
    await owner.page.getByRole('button', { name: 'Look again' }).click();
    await owner.open();
    await owner.page.getByText('Forward to a colleague').click();
    await owner.page.getByLabel('Mailbox of a colleague').selectOption('106');
    await owner.page.getByText('CHANGED since this browser saw it last').waitFor();
    await owner.page.getByRole('button', { name: 'Forward', exact: true }).click();
    await owner.page.getByText('Compare the six words first.').waitFor();
    await owner.page.getByRole('button', { name: 'Look again' }).click();
  });

  test('is told in a window that still has the key before, which puts nothing in the place of the new one', async () => {
    const { page } = second;
    await page.getByRole('button', { name: 'Open' }).first().waitFor();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Your key was changed elsewhere: log in again.').waitFor();
    expect(await page.getByRole('button', { name: 'Open' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Open the mailbox' }).count()).toBe(1);
    await page.close();
    // The window with the new key goes on.
    await owner.page.getByRole('button', { name: 'Look again' }).click();
    await owner.isOpen();
  });

  test('makes a passkey whose own secret opens the mailbox, and locks after ten minutes without use', async () => {
    await owner.hasAuthenticator();
    await owner.page.getByRole('button', { name: 'Keys and settings' }).click();
    const form = owner.page.locator('form#passkey');
    await form.getByLabel('Your passphrase').fill(owner.passphrase);
    await form.getByRole('button').click();
    await owner.page.getByText('The passkey opens this mailbox.').waitFor();
    await owner.page.getByRole('button', { name: 'Back to the messages' }).click();
    await owner.isOpen();
    await owner.page.getByRole('button', { name: 'Log out' }).click();
    await owner.page.getByText('You are logged out.').waitFor();

    await owner.page.clock.install();
    await owner.page.getByRole('button', { name: 'Log in with a passkey' }).click();
    await owner.isOpen();
    await owner.open();
    await owner.page.clock.runFor(599_000);
    await owner.isOpen();
    await owner.page.clock.runFor(2_000);
    await owner.page.getByRole('heading', { name: 'Mailbox 105 is locked' }).waitFor();
    await owner.page.clock.resume();
    await owner.unlock();
  });

  test('has another recovery key printed: the stock age opens the message with it, and not with the one before', async () => {
    const before = owner.recovery;
    await owner.reprints();
    await owner.login();
    await owner.page.getByRole('button', { name: 'Keys and settings' }).click();
    await owner.page.getByText('105 reprinted').waitFor();
    await owner.page.getByText('Every link of it holds.').waitFor();
    await owner.page.getByRole('button', { name: 'Back to the messages' }).click();
    expect(await owner.page.locator('.warnings').count()).toBe(0);
    await owner.open();
    expect((await owner.plays(0, 600)).at).toBeGreaterThan(0.2);

    const [message] = await house.messages();
    if (message === undefined) throw new Error('no message');
    await house.voiceByPaper(message, owner.recovery);
    await expect(house.voiceByPaper(message, before)).rejects.toThrow();
    expect(owner.recovery).not.toBe(before);
  });

  test('is alone with what was said: what the server has kept and was sent opens nothing', async () => {
    const storage = join(house.under.lab.directory, 'storage');
    const { stdout } = spawnSync('grep', ['-rla', 'AGE-SECRET-KEY', storage], { encoding: 'utf8' });
    const sent = [...owner.sent, ...colleague.sent].join('\n');
    const [message] = await house.messages();
    const recipient = await identityToRecipient(owner.recovery);

    expect(stdout).toBe('');
    expect(sent).toContain(recipient);
    expect(sent).not.toMatch(/AGE-SECRET-KEY/i);
    expect(sent).not.toContain(owner.passphrase);
    expect(sent).not.toContain(owner.recovery);
    // Nothing that was sent, tried as a key, opens the message: not even where it is written in another way.
    const words = new Set(sent.match(/[A-Za-z0-9_-]{20,}/g));
    const texts = [...words].map((word) => Buffer.from(word, 'base64url').toString('latin1'));
    expect(texts.filter((text) => text.includes('AGE-SECRET-KEY'))).toEqual([]);
    expect(message?.box).toBe('105');
    const daemon = readFileSync(house.under.daemon.outputFile, 'utf8');
    expect(daemon).not.toContain(owner.passphrase);
  });

  test('logs in, plays and erases by keyboard alone, seeing where the focus is: gone from disk and index, for the colleague too, with its proof', async () => {
    const [message] = await house.messages();
    const { keyboard } = owner.page;
    await owner.tabTo(/^Log out$/);
    await keyboard.press('Enter');
    await owner.page.getByText('You are logged out.').waitFor();
    await owner.types('105');
    await owner.tabTo(/^Passphrase$/);
    await owner.types(owner.passphrase);
    await owner.tabTo(/^Code of your authenticator/);
    await owner.types(await owner.nextCode());
    await keyboard.press('Enter');
    await owner.isOpen();
    await owner.tabTo(/^Open$/);
    await owner.looksRight('list');
    await keyboard.press('Enter');
    await owner.page.locator('audio').waitFor();
    await keyboard.press('Space');
    expect(await owner.isPlaying()).toBe(true);
    await owner.tabTo(/^Erase$/);
    await keyboard.press('Enter');
    await owner.tabTo(/^Erase it for everybody/, 'Shift+Tab');
    await owner.looksRight('erase');
    await keyboard.press('Enter');
    await owner.page.getByText('There is no message.').waitFor();

    expect(await house.messages()).toEqual([]);
    const { text } = await house.command('mailbox', 'list', '--erased', '--json');
    expect(JSON.parse(text).erased).toMatchObject([{ mailbox: '105', message: message?.id, reason: 'deleted' }]);
    await colleague.page.getByRole('button', { name: 'Look again' }).click();
    await colleague.page.getByText('There is no message.').waitFor();
  });

  test('leaves: nothing is sealed to their key any more', async () => {
    await colleague.page.getByRole('button', { name: 'Keys and settings' }).click();
    const form = colleague.page.locator('form#leave');
    await form.getByLabel('Your passphrase').fill(colleague.passphrase);
    await form.getByRole('button').click();
    await colleague.page.getByText('You have left the mailbox.').waitFor();

    const { text } = await house.command('mailbox', 'list', '--json');
    expect(JSON.parse(text).mailboxes[1]).toMatchObject({ mailbox: '106', readers: [], recovery: true });
  });

  test('comes back with the printed recovery key and a new code, when passphrase and telephone are lost', async () => {
    const before = owner.fingerprint;
    const code = await invite('105');
    const slot = new ExchangedSlot(house, '105');
    const own = await slot.kept();
    await slot.put(await slot.foreign(owner.recovery, 'A'.repeat(43)));
    await owner.showsPaper(code, owner.recovery);
    await owner.page.getByText('The server has sent keys that are not yours.').waitFor();
    await slot.put(await slot.foreign(owner.recovery, null));
    await owner.showsPaper(code, owner.recovery);
    await owner.page.getByRole('heading', { name: 'Your keys cannot be checked' }).waitFor();
    await owner.looksRight('unmarked');
    await slot.put(own);
    await owner.recovers(code, 'seven other lamps beside a quiet door');
    await owner.login();
    await owner.page.getByRole('button', { name: 'Keys and settings' }).click();
    await owner.page.getByText('105 recovered').waitFor();

    expect(await owner.text('#fingerprint')).toBe(owner.fingerprint);
    expect(owner.fingerprint).not.toBe(before);
    // The browser says on its console what a server refuses, that a sound is gone and a connection was cut; nothing else may be there.
    const complaints = [...owner.complaints, ...colleague.complaints];
    expect(complaints.filter((line) => !/status of (401|423)|ERR_FILE_NOT_FOUND|ERR_FAILED/.test(line))).toEqual([]);
  });
});
