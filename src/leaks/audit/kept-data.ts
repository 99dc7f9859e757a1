import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { plainValue } from './option-value.ts';
import { shownFile, shownName, somePlaces } from './shown-value.ts';

/** The PBX cuts names off there. */
const CUT_FROM = 35;
/** Levels whose lines spell out numbers. */
const TELLING = new Set(['VERBOSE', 'DEBUG', 'DTMF', 'TRACE']);

function records({ settings, house }: Audited): readonly AuditFinding[] {
  const { callRecords, eventRecords } = settings;
  const cdr =
    callRecords.known && callRecords.value.enabled
      ? [
          finding({
            rule: 'call-records',
            subject: ['cdr'],
            severity: 'kept',
            rows: ['E11'],
            from: 'live',
            found: `call detail records are on; kept by: ${somePlaces(callRecords.value.kept.map((name) => shownName(name, house.secret))) || 'nothing that is loaded'}`,
            why: 'who called whom and when is written down in clear',
            fix: 'set enable=no in cdr.conf, then asterisk -rx "module reload cdr"',
          }),
        ]
      : [];
  const cel =
    eventRecords.known && eventRecords.value
      ? [
          finding({
            rule: 'call-records',
            subject: ['cel'],
            severity: 'kept',
            rows: ['E11'],
            from: 'live',
            found: 'channel event logging is on',
            why: 'every step of every call is written down, numbers and names with it',
            fix: 'set enable=no in cel.conf, then asterisk -rx "module reload cel"',
          }),
        ]
      : [];
  return [...cdr, ...cel];
}

function logs({ settings, house }: Audited): readonly AuditFinding[] {
  const { logChannels } = settings;
  if (!logChannels.known) return [];
  return logChannels.value.flatMap(({ name, type, levels }) => {
    const shown = name.length < CUT_FROM ? shownFile(name, house.secret) : 'of a long name';
    const telling = levels.filter((level) => TELLING.has(level.replace(/\(.*/, '').toUpperCase()));
    const isSent = /syslog/i.test(type);
    if (telling.length === 0 && !isSent) return [];
    return finding({
      rule: 'log',
      subject: [name.length < CUT_FROM ? shown : 'long-name'],
      severity: 'kept',
      rows: telling.includes('DTMF') ? ['E9', 'E11'] : ['E11'],
      from: 'live',
      found: `log ${shown} ${telling.length > 0 ? `keeps ${telling.join(', ')}` : 'goes to syslog'}`,
      why:
        telling.length > 0
          ? 'these lines spell out dialled numbers, callers and keys pressed'
          : 'syslog may be kept long and sent to other machines',
      fix: `leave only warning,error for it in logger.conf, then asterisk -rx "logger reload"; remove what it wrote`,
    });
  });
}

/** On unless it is switched off, whatever else is logged. */
function queueLog({ settings }: Audited): readonly AuditFinding[] {
  const { queueLog: file, modules } = settings;
  if (!file.known || !modules.known || !modules.value.has('app_queue.so')) return [];
  const general = file.value.filter(({ name }) => name === 'general').flatMap((section) => section.settings);
  const last = general.filter(([key]) => key.toLowerCase() === 'queue_log').at(-1)?.[1];
  if (last !== undefined && plainValue(last) === 'no') return [];
  return [
    finding({
      rule: 'log',
      subject: ['queue-log'],
      severity: 'kept',
      rows: ['E11'],
      from: file.from,
      found: 'the queue log is on',
      why: 'who called, and who took the call, is written down in clear; on by default',
      fix: 'set queue_log=no in section [general] of logger.conf, then asterisk -rx "logger reload"; remove what it wrote',
    }),
  ];
}

/** What the PBX itself writes down, or sends away, of each call. */
export function keptData(audited: Audited): readonly AuditFinding[] {
  const { coreDumps, stun, realtime } = audited.settings;
  const dumps =
    coreDumps.known && coreDumps.value
      ? [
          finding({
            rule: 'core-dumps',
            subject: [],
            severity: 'kept',
            rows: ['E11'],
            from: 'live',
            found: 'Asterisk writes its memory to a file when it crashes',
            why: 'the file holds the calls of that moment: numbers, names, voices, passwords',
            fix: 'set dumpcore=no in asterisk.conf and restart Asterisk without -g',
          }),
        ]
      : [];
  const asked =
    stun.known && stun.value !== null
      ? [
          finding({
            rule: 'stun',
            subject: [],
            severity: 'link',
            rows: ['E3', 'E11'],
            from: 'live',
            found: 'the PBX asks a STUN server for its address',
            why: 'a third party learns where the PBX is and when it is in use',
            fix: 'take stunaddr out of rtp.conf and set external_media_address',
          }),
        ]
      : [];
  const database =
    realtime.known && realtime.value
      ? [
          finding({
            rule: 'realtime',
            subject: [],
            severity: 'unknown',
            rows: [],
            from: 'live',
            found: 'parts of the configuration come out of a database (extconfig.conf)',
            why: 'not readable: what the files say of mailboxes and lines may not be what is in force',
            fix: 'keep the configuration in files, or look at the tables named in extconfig.conf by hand',
          }),
        ]
      : [];
  return [...records(audited), ...logs(audited), ...queueLog(audited), ...dumps, ...asked, ...database];
}
