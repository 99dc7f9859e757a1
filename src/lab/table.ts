import type { DoorShown } from './door-shown.ts';

const COLUMNS = ['door', 'dialled', 'From', 'PAI / RPID', 'Privacy', 'Contact', 'verdict'] as const;

function cells(line: DoorShown): readonly string[] {
  return [
    `${line.trunk}-${line.door}`,
    line.dialled,
    line.from,
    line.asserted,
    line.privacy,
    line.contact.replace(/>.*$/, '>'),
    line.held ? 'held' : 'LEAKED OR FAILED',
  ];
}

/** The demonstration as a table for a terminal: one line a door, then what did not hold. */
export function doorTable(lines: readonly DoorShown[]): string {
  const rows = [COLUMNS, ...lines.map(cells)];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const text = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const faults = lines.flatMap((line) => line.faults.map((fault) => `${line.trunk}-${line.door}: ${fault}`));
  return [...text, ...faults].join('\n');
}
