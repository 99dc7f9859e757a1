import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { pbxPlanOf } from '../../src/adapters/asterisk/files/plan-of-config.ts';
import { type DialplanReading, dialplanReader } from '../../src/cli/dialplan-reading.ts';
import { loadConfig } from '../../src/config/load.ts';
import { Lab } from '../../src/lab/lab.ts';
import { LabDirectory } from './lab-directory.ts';

let directory: LabDirectory;

beforeEach(async () => {
  directory = await LabDirectory.make();
});

afterEach(async () => await directory.remove());

/** What stands behind `withheld-out`, replaced by something that only notes where a call got to. */
const RECORDERS = {
  'withheld-ask.conf': ['withheld-ask', '_[+0-9]!', 'out ${WITHHELD_NUMBER}'],
  'withheld-emergency-call.conf': ['withheld-emergency-call', '_[0-9]!', 'emergency ${EXTEN}'],
  'withheld-refuse.conf': ['withheld-refuse', '_[a-z]!', 'refused'],
} as const;

function words(reading: DialplanReading): string {
  if (reading.kind === 'emergency') return `emergency ${reading.sent}`;
  return reading.kind === 'refused' ? 'refused' : `out ${reading.to}`;
}

describe.each([{ lines: ['0'] }, { lines: [] }, { lines: ['9', '99'] }])(
  'where $lines is dialled for a line',
  ({ lines }) => {
    const FRONTS = ['', '0', '9', '99', '1831', '1832', '*67', '#31#', '0*82', '18320', '*671831', '1832*6700'];
    const TAILS = [
      '',
      '7',
      '12',
      '1234',
      '123456',
      '1234567',
      '012',
      '*98',
      '#1',
      '131444',
      '0370100001',
      '370100001',
      '+12',
      '+123456',
      '000',
      '112',
      '000#',
      '+000',
      '141000',
      '12345',
    ];

    test('`explain` reads what a phone dials as the dialplan of a real PBX does', async () => {
      const running = await Lab.up(directory.lab, { plan: {}, told: () => undefined });
      const config = parse(await readFile(running.configPath, 'utf8'));
      await writeFile(running.configPath, stringify({ ...config, outside_line: lines }));
      await running.generate();
      for (const [file, [context, pattern, note]] of Object.entries(RECORDERS)) {
        // The channel's name holds what was dialled.
        const steps = [
          `exten => ${pattern},1,Set(DB(read/\${CHANNEL(uniqueid)})=\${CHANNEL(name)}|${note})`,
          ' same => n,Hangup()',
        ];
        await writeFile(join(running.agencyConfig, 'withheld', file), `[${context}]\n${steps.join('\n')}\n`);
      }
      expect(await running.reload()).toEqual([]);
      const typed = [...new Set(FRONTS.flatMap((front) => TAILS.map((tail) => front + tail)))].filter(
        (each) => each !== '',
      );
      for (const each of typed)
        await running.agency.console(`channel originate Local/${each}@withheld-out/n application Wait 1`);
      let found = new Map<string, string>();
      await expect
        .poll(
          async () => {
            const stored = await running.agency.console('database show read');
            found = new Map(
              [...stored.matchAll(/: Local\/(\S+)@withheld-out-\S+\|(.*?)\s*$/gm)].map(
                ([, dialled = '', note = '']) => [dialled, note],
              ),
            );
            return found.size;
          },
          { timeout: 20_000 },
        )
        .toBe(typed.length);
      await running.down();

      const loaded = loadConfig(running.configPath);
      if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
      const read = dialplanReader(pbxPlanOf(loaded.config, 'predial'));
      expect(typed.map((each) => `${each}: ${words(read(each))}`)).toEqual(
        typed.map((each) => `${each}: ${found.get(each)}`),
      );
    });
  },
);
