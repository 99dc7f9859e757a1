import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabTrunk } from '../../../src/lab/lab-plan.ts';
import { AuditedLab } from '../audited-lab.ts';
import { LabUnderTest } from '../lab-under-test.ts';
import type { BesideRow } from './beside-row.ts';
import { BESIDE_ROWS } from './beside-rows.ts';
import { HandEditedPbx } from './hand-edits.ts';
import { LISTENING_DIALPLAN } from './media-source.ts';

const TRUNKS: readonly LabTrunk[] = [{ id: 't1', profile: 'rfc3325', transport: 'tls', access: 'address' }];

type Findings = Awaited<ReturnType<AuditedLab['findings']>>;

describe('rows that another wire shows, and what names them', () => {
  let under: LabUnderTest;
  let pbx: HandEditedPbx;
  let audited: AuditedLab;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    pbx = new HandEditedPbx(under.lab);
    audited = new AuditedLab(under.lab);
    await under.addCarrierDialplan(LISTENING_DIALPLAN);
  });
  afterAll(async () => await under.down());

  describe("with the product's own files", () => {
    test('[G1] the audit names none of them', async () => {
      const rows = [...(await audited.findings()).values()].flatMap((each) => each.rows);

      expect(BESIDE_ROWS.map(({ row }) => row).filter((row) => rows.includes(row))).toEqual([]);
    });

    const heard = new Map<BesideRow['heard'], readonly string[]>();

    test.each(BESIDE_ROWS)('[G1] $row: a listener at the far end is told nothing', async ({ heard: listen, tells }) => {
      const said = heard.get(listen) ?? (await listen(under));
      heard.set(listen, said);

      expect(said.filter((each) => tells.test(each))).toEqual([]);
    });
  });

  describe('changed by hand', () => {
    /** What the last edits have shown: rows that are made alike are shown at once. */
    let shown: { readonly by: BesideRow['edits']; readonly said: readonly string[]; readonly found: Findings } | null =
      null;

    async function changed({ edits, restart, heard }: BesideRow) {
      if (shown?.by === edits) return shown;
      await pbx.undo();
      await pbx.make(await edits(under.lab));
      if (restart) {
        await under.lab.agency.stop();
        await under.lab.agency.start();
      }
      shown = { by: edits, said: await heard(under), found: await audited.findings() };
      return shown;
    }

    test.each(BESIDE_ROWS)('[G1] $row is named by the audit: $made', async (each) => {
      const { said, found } = await changed(each);

      expect(
        said.filter((one) => each.tells.test(one)),
        'what the far end reads',
      ).not.toEqual([]);
      expect(each.audit.filter((id) => !found.has(id))).toEqual([]);
      expect(each.audit.flatMap((id) => found.get(id)?.rows ?? [])).toContain(each.row);
    });
  });
});
