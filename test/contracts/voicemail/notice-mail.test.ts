import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { LocalRelay } from '../../../src/adapters/mail/local-relay.ts';

interface Taken {
  readonly helo: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: string;
}

let server: SMTPServer | null = null;
afterEach(async () => {
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
});

/** A real SMTP server on loopback that keeps what it takes. `refuses`: every recipient. */
async function relay(taken: Taken[], refuses = false): Promise<number> {
  const begun = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (address, _, done) => done(refuses ? new Error(`no such user ${address.address}`) : null),
    onData: (stream, { envelope, hostNameAppearsAs }, done) => {
      void text(stream).then((mail) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ helo: String(hostNameAppearsAs), from, to: envelope.rcptTo.map(({ address }) => address), mail });
        done();
      });
    },
  });
  server = begun;
  await new Promise<void>((resolve) => begun.listen(0, '127.0.0.1', () => resolve()));
  return (begun.server.address() as AddressInfo).port;
}

const place = (port: number) => ({ host: '127.0.0.1', port, from: 'nobody@localhost' });

test('a mail says that there is a message, and nothing else', async () => {
  const taken: Taken[] = [];
  const mails = new LocalRelay(place(await relay(taken)));
  expect(await mails.send('desk@harbour.example')).toBeNull();
  expect(await mails.send('desk@harbour.example')).toBeNull();
  const [first, second] = taken;
  expect(first).toMatchObject({ helo: 'localhost', from: 'nobody@localhost', to: ['desk@harbour.example'] });
  // What is never the same twice says nothing either.
  const own = /^(?:Message-ID: <[0-9a-f-]{36}@localhost>|Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000)$/;
  const lines = (mail = '') => mail.split(/\r?\n/).filter((line) => line !== '' && !own.test(line));
  expect(lines(first?.mail)).toEqual(lines(second?.mail));
  expect(lines(first?.mail).sort()).toEqual([
    'Auto-Submitted: auto-generated',
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/plain; charset=utf-8',
    'From: nobody@localhost',
    'MIME-Version: 1.0',
    'Subject: You have a message',
    'To: desk@harbour.example',
    'You have a message.',
  ]);
});

test('a relay that refuses, or is not there, is told by its code and names nobody', async () => {
  const refused = await new LocalRelay(place(await relay([], true))).send('desk@harbour.example');
  expect(refused).toMatchObject({
    code: 'VOICEMAIL_NOTICE_NOT_SENT',
    message: expect.stringContaining('answered 550'),
  });
  expect(refused?.message).not.toContain('harbour');
  const away = await new LocalRelay(place(1)).send('desk@harbour.example');
  expect(away).toMatchObject({ code: 'VOICEMAIL_NOTICE_NOT_SENT' });
  expect(away?.message).not.toContain('harbour');
});
