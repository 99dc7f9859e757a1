import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CatalogueLab, type Shown } from './catalogue-lab.ts';
import { TRAFFIC, type TrafficName } from './traffic.ts';
import type { WireRow } from './wire-row.ts';

/** Nothing of these may stand in what the product says of a leak. */
const SECRETS = /wrenfield|marigold|philippa|rosalind|2555010|127\.\d+\.\d+\.(?:99|10\d)/i;

/** Without signs of life: they leave when they are due, and a row of their own shows what the same edit does to them. */
function callsOf(shown: Shown): Shown {
  return { ...shown, violations: shown.violations.filter(({ startLine }) => !startLine.startsWith('OPTIONS ')) };
}

/** What a run has shown, for people: the vectors, where they stood, and their rows. */
function told({ violations }: Shown): readonly string[] {
  return [
    ...new Set(
      violations.map(
        ({ door, vector, place, rows, severity }) => `${door}: ${vector} ${place} (${rows.join(' ')}) ${severity}`,
      ),
    ),
  ];
}

/**
 * Shows each row in both forms, on a lab of its own with the daemon running: first all traffic with the product's own files, then each row as
 * somebody makes it by hand.
 */
export function inBothForms(what: string, rows: readonly WireRow[], release: '22' | '16' = '22'): void {
  describe(what, () => {
    let lab: CatalogueLab;
    const clean = new Map<TrafficName, Shown>();
    const named = new Set<string>();

    beforeAll(async () => {
      lab = await CatalogueLab.up(release);
    });
    afterAll(async () => await lab.down());

    const logged = async () => await readFile(lab.under.daemon.outputFile, 'utf8');

    const editsOf = ({ edits }: WireRow) => (typeof edits === 'function' ? edits(lab.under.lab) : edits);

    async function hardened(row: WireRow): Promise<Shown> {
      const { modules = [] } = row.modulesStay ? editsOf(row) : {};
      await lab.pbx.make({ files: [], modules });
      const shown = await lab.shown(TRAFFIC[row.shows]);
      await lab.pbx.undo();
      return shown;
    }

    describe("with the product's own files", () => {
      test.each(rows)('[G1] $row: $shows is clean at the far end, and to the live check', async (row) => {
        const shown = clean.get(row.shows) ?? (await hardened(row));
        clean.set(row.shows, shown);

        expect(told(shown)).toEqual([]);
        expect(shown.lost).toBe(0);
        expect(shown.seen.filter(({ direction }) => direction === 'to-carrier').length).toBeGreaterThan(0);
        for (const door of ['private', 'parent', 'in', 'emergency'] as const)
          expect(shown.live(door, 'acts') + shown.live(door, 'tells'), door).toBe(0);
      });

      test('[G10] the live check has said nothing, and has seen all of it', async () => {
        expect(await logged()).not.toMatch(
          /leak-on-the-wire|wire-suspicious|wire-silent|wire-door-unknown|door-closed/,
        );
      });
    });

    describe('changed by hand', () => {
      afterAll(async () => await lab.pbx.undo());

      test.each(rows)('[G1] $row is named: $made', async (entry) => {
        const { row, shows, door, named: vector, live, spares } = entry;
        await lab.pbx.make(editsOf(entry));
        const foundIn = ({ violations }: Shown) =>
          violations.filter((each) => each.door === door && each.vector === vector);
        let shown = await lab.shown(TRAFFIC[shows], entry);
        // 16.28 on two busy cores told of a forward without its Diversion, once in some fifty times: what is not said cannot be found.
        for (let again = 0; foundIn(shown).length === 0 && again < 2; again += 1)
          shown = await lab.shown(TRAFFIC[shows], entry);

        const found = foundIn(shown);
        expect(
          found.flatMap(({ rows: known }) => known),
          told(shown).join('\n'),
        ).toContain(row);
        expect(JSON.stringify(shown.violations.map(({ startLine: _, ...said }) => said))).not.toMatch(SECRETS);
        expect(shown.live(door, live), `the live check ${live}`).toBeGreaterThan(0);
        named.add(row);
        if (spares !== undefined) expect(told(callsOf(await lab.shown(TRAFFIC[spares]))), spares).toEqual([]);
      });

      test('[G10] the live check has named each of them in its log, and nobody', async () => {
        const lines = (await logged()).split('\n').filter((line) => /leak-on-the-wire|wire-suspicious/.test(line));
        const rowsSaid = new Set(
          lines.flatMap((line) => (JSON.parse(line) as { fields: { rows: string } }).fields.rows.split(' ')),
        );

        expect([...named].filter((row) => !rowsSaid.has(row))).toEqual([]);
        expect(lines.join('\n')).not.toMatch(SECRETS);
      });
    });
  });
}
