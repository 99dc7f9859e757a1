import { z } from 'zod';
import {
  BEGIN,
  END,
  FORWARD,
  LEAVE,
  LOGIN,
  NOTHING,
  PASSKEY_KEEP,
  PASSKEY_SHOWN,
  PASSPHRASE,
  REKEY,
  REPRINT,
  ROTATE,
  SALT,
  SETTINGS,
  UNLOCK,
} from './bodies.ts';

const failed = {
  description: 'Refused, with a code of the catalogue.',
  content: json({ $ref: '#/components/schemas/Error' }),
};
const message = { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } };

function json(schema: object) {
  return { 'application/json': { schema } };
}

function parameters(path: string) {
  return path.includes('{id}') ? { parameters: [message] } : {};
}

function given(summary: string, path: string, type = 'application/json') {
  const content = { [type]: { schema: type === 'application/json' ? { type: 'object' } : { type: 'string' } } };
  return {
    get: { summary, ...parameters(path), responses: { 200: { description: 'It.', content }, default: failed } },
  };
}

/** The bodies are those that are really read: their schema is made from what reads them. */
function taken(summary: string, path: string, body: z.ZodType) {
  const requestBody = { required: true, content: json(z.toJSONSchema(body, { io: 'input' })) };
  const done = { description: 'Done.', content: json({ type: 'object' }) };
  return { post: { summary, ...parameters(path), requestBody, responses: { 200: done, default: failed } } };
}

const TAKEN: Readonly<Record<string, readonly [summary: string, body: z.ZodType]>> = {
  salt: ['The salt of a passphrase; every mailbox answers with one', SALT],
  login: ['Log in by passphrase and second factor', LOGIN],
  'enrol/begin': ['Begin an enrolment with the code of an invite', BEGIN],
  'enrol/end': ['End it: public keys, and secret ones sealed', END],
  lock: ['Lock: nothing is given out until the passphrase is shown again', NOTHING],
  unlock: ['Show the passphrase again', UNLOCK],
  logout: ['End the session', NOTHING],
  'messages/{id}/heard': ['Mark a message as heard', NOTHING],
  'messages/{id}/erase': ['Erase a message for good; of a forwarded one, only the own way to it', NOTHING],
  'messages/{id}/forward': ['Let a colleague read a message: its key, sealed to theirs', FORWARD],
  'messages/{id}/rekey': ['Seal to the present key what was sealed to the one before', REKEY],
  settings: ['When the mailbox locks, and whether transcripts are made', SETTINGS],
  passphrase: ['Another passphrase for the same keys', PASSPHRASE],
  rotate: ['Other keys, signed by those before', ROTATE],
  reprint: ['Other keys and another printed recovery key, signed by the keys before', REPRINT],
  leave: ['Give the mailbox up', LEAVE],
  'passkey/ask': ['What a passkey is to be shown for', NOTHING],
  'passkey/login': ['Log in by a passkey', PASSKEY_SHOWN],
  'passkey/make': ['What a new passkey is to be made for', UNLOCK],
  'passkey/keep': ['Keep a new passkey', PASSKEY_KEEP],
  'passkey/remove': ['Remove every passkey', NOTHING],
};

const BYTES = 'application/octet-stream';
const GIVEN: Readonly<Record<string, readonly [summary: string, type?: string]>> = {
  box: ['The mailbox: messages, colleagues, keys and their log'],
  'messages/{id}/voice': ['The voice of a message, an age file', BYTES],
  'messages/{id}/facts': ['What was sealed beside it, an age file', BYTES],
  'messages/{id}/key': ['Its key, sealed to the owner who asks', BYTES],
};

/** The paths of the mailbox in the browser. All but the page and what begins a session need its cookie. */
export function mailboxPaths(): Readonly<Record<string, object>> {
  const of = (path: string) => `/mailbox/api/${path}`;
  return {
    '/mailbox': given('The page of the mailbox', '', 'text/html'),
    '/mailbox/client.js': given('Its script', '', 'text/javascript'),
    '/mailbox/client.css': given('Its style', '', 'text/css'),
    ...Object.fromEntries(
      Object.entries(GIVEN).map(([path, [summary, type]]) => [of(path), given(summary, path, type)]),
    ),
    ...Object.fromEntries(
      Object.entries(TAKEN).map(([path, [summary, body]]) => [of(path), taken(summary, path, body)]),
    ),
  };
}
