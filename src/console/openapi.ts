import { DROP_PROTOCOLS, HAPPENED, NEXT_STEPS } from '../call/notice.ts';
import { mailboxPaths } from './mailbox/openapi-mailbox.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = (type: string) => ({ [type]: { schema: { type: 'string' } } });

const check = {
  type: 'object',
  required: ['name', 'ok', 'code', 'message', 'hint'],
  properties: {
    name: {
      type: 'string',
      enum: [
        ...['ari', 'ami', 'resync', 'decisions', 'doors', 'records'],
        ...['wire', 'drops', 'leaks', 'tests', 'canary', 'voicemail'],
      ],
    },
    ok: { type: 'boolean' },
    code: { type: ['string', 'null'], description: 'Stable failure code.' },
    message: { type: 'string' },
    hint: { type: ['string', 'null'] },
  },
};

const trunk = {
  type: 'object',
  required: ['id', 'profile', 'transport', 'wire', 'registration', 'doors'],
  properties: {
    id: { type: 'string' },
    profile: { type: 'string' },
    transport: { type: 'string' },
    wire: { type: 'string', enum: ['unverified', 'verified', 'silent'] },
    registration: {
      type: ['object', 'null'],
      description: 'The last REGISTER that was seen on the wire.',
      required: ['at', 'vector', 'severity'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        vector: { type: ['string', 'null'], description: 'What it told that it may not: a word of the judge.' },
        severity: { type: ['string', 'null'], enum: ['leak', 'unpresented', 'suspicious', 'unreadable', null] },
      },
    },
    doors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'state', 'why', 'since', 'until'],
        properties: {
          name: { type: 'string' },
          state: { type: 'string', enum: ['unknown', 'open', 'closed', 'overridden'] },
          why: { type: ['string', 'null'], description: 'What closed it: a word of the judge.' },
          since: { type: ['string', 'null'], format: 'date-time' },
          until: { type: ['string', 'null'], format: 'date-time' },
        },
      },
    },
  },
};

const ratio = { type: ['number', 'null'], minimum: 0, maximum: 1 };
const mean = { type: ['number', 'null'], minimum: 0, description: 'Milliseconds.' };
const trunkName = { type: ['string', 'null'], description: 'null: no trunk is known.' };

const calls = {
  type: 'object',
  description: "Survivors' calls: now, and (classes, health) those that ended in the last 24 hours.",
  required: ['live', 'suspected', 'classes', 'health'],
  properties: {
    live: { type: 'integer' },
    suspected: { type: 'integer', description: 'Calls of which a side is silent; the line is still open.' },
    classes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['class', 'trunk', 'calls'],
        properties: { class: { type: 'string' }, trunk: trunkName, calls: { type: 'integer' } },
      },
    },
    health: {
      type: 'array',
      description: 'RFC 6076.',
      items: {
        type: 'object',
        required: [
          ...['trunk', 'direction', 'requests', 'ser', 'seer', 'isa', 'scr'],
          ...['sdtMs', 'sdtFailedMs', 'srdMs', 'srdFailedMs'],
        ],
        properties: {
          trunk: trunkName,
          direction: { type: 'string', enum: ['in', 'out'] },
          requests: { type: 'integer' },
          ser: { ...ratio, description: 'Calls that were established.' },
          seer: { ...ratio, description: 'Those, and the ones that only the far end refused.' },
          isa: { ...ratio, description: 'Calls that the network failed.' },
          scr: { ...ratio, description: 'Calls that began and were ended by somebody.' },
          sdtMs: mean,
          sdtFailedMs: mean,
          srdMs: mean,
          srdFailedMs: mean,
        },
      },
    },
  },
};

const checks = { type: 'array', items: reference('Check') };

const schemas = {
  Check: check,
  Readiness: {
    type: 'object',
    required: ['ready', 'checks'],
    properties: { ready: { type: 'boolean' }, checks },
  },
  Status: {
    type: 'object',
    required: ['version', 'startedAt', 'ready', 'checks', 'trunks', 'calls'],
    properties: {
      version: { type: 'string' },
      startedAt: { type: 'string', format: 'date-time' },
      ready: { type: 'boolean' },
      checks,
      trunks: { type: 'array', items: trunk },
      calls,
    },
  },
  Notices: {
    type: 'object',
    required: ['notices'],
    properties: { notices: { type: 'array', items: reference('Notice') } },
  },
  Notice: {
    type: 'object',
    required: ['extension', 'happened', 'agreed', 'next', 'endedAt', 'callbackFrom', 'state', 'text'],
    properties: {
      extension: { type: ['string', 'null'], description: 'The phone that is told; null: nobody had answered.' },
      happened: { type: 'string', enum: [...HAPPENED] },
      agreed: { type: 'string', enum: [...DROP_PROTOCOLS] },
      next: { type: 'string', enum: [...NEXT_STEPS] },
      endedAt: { type: 'string', format: 'date-time' },
      callbackFrom: { type: ['string', 'null'], format: 'date-time' },
      state: { type: 'string', enum: ['waiting', 'heard', 'written', 'shown'] },
      text: { type: 'string', description: 'The same in plain words.' },
    },
  },
  Error: {
    type: 'object',
    required: ['code', 'message', 'hint'],
    properties: { code: { type: 'string' }, message: { type: 'string' }, hint: { type: ['string', 'null'] } },
  },
};

function get(summary: string, responses: Readonly<Record<string, object>>) {
  return { get: { summary, responses } };
}

/** OpenAPI 3.1 description of what the console answers. Kept by hand; a test compares it with the routes and with real answers. */
export function openApiDocument(version: string) {
  const failed = { description: 'The console could not answer.', content: json(reference('Error')) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Withheld',
      version,
      description:
        'On loopback only; read only, but for /mailbox, which owners of secured mailboxes reach, also through a TLS proxy. No answer holds a number or a name in clear.',
    },
    paths: {
      ...mailboxPaths(),
      ...consolePaths(failed),
    },
    components: { schemas },
  };
}

/** What the console itself answers: all by GET, all without effect. */
export function consolePaths(failed: object) {
  return {
    '/': get('Status page', { 200: { description: 'The page.', content: text('text/html') } }),
    '/console.css': get('Its style', { 200: { description: 'The style sheet.', content: text('text/css') } }),
    '/healthz': get('Whether the process lives', { 200: { description: 'It does.', content: text('text/plain') } }),
    '/readyz': get('Whether questions are answered', {
      200: { description: 'They are.', content: json(reference('Readiness')) },
      503: { description: 'They are not: every call leaves withheld.', content: json(reference('Readiness')) },
    }),
    '/metrics': get('Prometheus metrics', {
      200: { description: 'Text format 0.0.4.', content: text('text/plain') },
      500: failed,
      503: failed,
    }),
    '/api/status': get('The daemon at this moment', {
      200: { description: 'Its status.', content: json(reference('Status')) },
      500: failed,
    }),
    '/api/notices': get('What workers were told of calls that ended, newest first', {
      200: { description: 'The notices of the last hours.', content: json(reference('Notices')) },
      500: failed,
    }),
    '/api/openapi.json': get('This document', { 200: { description: 'It.', content: json({ type: 'object' }) } }),
  };
}
