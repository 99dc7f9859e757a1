import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT } from './repository.ts';

/** Variables of Asterisk that the dialplan reads or clears. */
const ASTERISK = new Set([
  ...[
    'ARG1',
    'ASTSPOOLDIR',
    'DIALSTATUS',
    'EPOCH',
    'EXTEN',
    'GOSUB_RETVAL',
    'HANGUPCAUSE',
    'PLAYBACKSTATUS',
    'RECORD_STATUS',
    'UNIQUEID',
  ],
  // What the agency's own Queue() reads.
  'QUEUE_PRIO',
  ...['SIPFROMDOMAIN', 'SIPREFERREDBYHDR', 'SIPREPLACESHDR'],
]);
const DIALS = ['withheld-emergency-call.conf', 'withheld-leave.conf', 'withheld-phone.conf', 'withheld-probe.conf'];
/** What could leave the PBX, run a program or hand the leg to code outside this dialplan. */
const NEVER =
  /\b(?:AGI|AppendCDR|Curl|DeadAGI|EAGI|ExternalIVR|FollowMe|Macro|MixMonitor|Monitor|Originate|Page|Queue|SHELL|SendText|System|Transfer|TryExec|TrySystem|Verbose|NoOp|Log)\(/;

const files = filesBelow('dialplan').filter((path) => path.endsWith('.conf'));
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const code = (path: string) =>
  text(path)
    .split('\n')
    .filter((line) => !/^\s*;/.test(line))
    .join('\n');

/** The comment lines directly above a context. */
function commentAbove(path: string, context: string): string {
  const lines = text(path).split('\n');
  const at = lines.indexOf(`[${context}]`);
  let first = at;
  while (first > 0 && lines[first - 1]?.startsWith(';')) first -= 1;
  return lines.slice(first, at).join('\n');
}

describe('the dialplan', () => {
  it('was looked at', () => {
    expect(files.map((path) => basename(path))).toEqual(
      expect.arrayContaining(['withheld-out.conf', 'withheld-ask.conf', ...DIALS]),
    );
  });

  it('says at the head of each file what its context is for and what goes in', () => {
    for (const path of files) {
      const name = basename(path, '.conf');
      const head = text(path).split(/\n\s*\n/)[0] ?? '';
      expect(head, path).toMatch(new RegExp(`^; ${name}: `));
      expect(head, path).toMatch(/^; In: /m);
      expect(text(path), path).toContain(`[${name}]`);
    }
  });

  it('explains every further context directly above it, or has it included by the one the file is named for', () => {
    for (const path of files) {
      const name = basename(path, '.conf');
      const contexts = [...text(path).matchAll(/^\[([a-z-]+)\]/gm)].map(([, context = '']) => context);
      const included = [...text(path).matchAll(/^include => ([a-z-]+)/gm)].map(([, context = '']) => context);
      const unexplained = contexts.filter(
        (each) => each !== name && !included.includes(each) && commentAbove(path, each) === '',
      );
      expect(unexplained, path).toEqual([]);
    }
  });

  it('dials in four files only: for ordinary calls, for emergencies, a phone of the house, and for probes, which go to our own listener', () => {
    expect(
      files
        .filter((path) => /\bDial\(/.test(code(path)))
        .map((path) => basename(path))
        .sort(),
    ).toEqual(DIALS);
  });

  it('rings a phone of the house where it is registered, and follows no forward', () => {
    const dialled = [...code('dialplan/withheld-phone.conf').matchAll(/\bDial\(.*\)$/gm)].map(([step]) => step);

    expect(dialled).toEqual(['Dial(${WITHHELD_CONTACTS},${ARG1},i)']);
    expect(code('dialplan/withheld-phone.conf')).toContain('Set(WITHHELD_CONTACTS=${PJSIP_DIAL_CONTACTS(${EXTEN})})');
    expect(code('dialplan/withheld-phone.conf')).toMatch(
      /^exten => _X!,1,ExecIf\(\$\[!\$\{DIALPLAN_EXISTS\(withheld-site-phone,s\$\{EXTEN\},1\)\}\]\?Return\(\)\)$/m,
    );
  });

  it('sends a probe to an address that the generated part set, and to no other', () => {
    const dialled = [...code('dialplan/withheld-probe.conf').matchAll(/\bDial\(([^,]*),/g)].map(([, target]) => target);

    expect(new Set(dialled)).toEqual(
      new Set([
        'PJSIP/${WITHHELD_DOOR}/sip:${WITHHELD_NUMBER}@${WITHHELD_LINE}',
        'PJSIP/withheld-probe-phone/sip:worker@${WITHHELD_PHONE}',
      ]),
    );
  });

  it('includes the probes and the round trips nowhere, so that no phone can ask for one', () => {
    const including = files.filter((path) => /^include => withheld-(?:probe|round-trip)/m.test(text(path)));

    expect(including.map((path) => basename(path)).sort()).toEqual(['withheld-probe.conf', 'withheld-round-trip.conf']);
  });

  it('runs no program, hands the leg to nothing outside, and prints nothing into a log', () => {
    expect(files.filter((path) => NEVER.test(code(path)))).toEqual([]);
  });

  it('tells listeners of the PBX one thing, which names legs and nobody', () => {
    const told = files.flatMap((path) => [...code(path).matchAll(/\bUserEvent\(.*/g)].map(([step]) => step.trim()));

    expect(told).toEqual(['UserEvent(withheld-passed,asking: ${ARG1})']);
  });

  it('keeps to its own variables, WITHHELD_…, and those of Asterisk that it needs', () => {
    for (const path of files) {
      const read = [...code(path).matchAll(/\$\{([A-Za-z_0-9]+)(?=[}:])/g)].map(([, name = '']) => name);
      const set = [...code(path).matchAll(/\bSet\(_{0,2}([A-Za-z_0-9]+)=/g)].map(([, name = '']) => name);
      const foreign = [...read, ...set].filter((name) => !name.startsWith('WITHHELD_') && !ASTERISK.has(name));
      expect([...new Set(foreign)], path).toEqual([]);
    }
  });
});
