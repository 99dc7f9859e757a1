import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { SEVERITIES } from '../leaks/audit/finding.ts';
import { type Audit, auditOf, auditSummary } from './audit/audit-of-config.ts';
import { sarifReport } from './audit/sarif-report.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';

interface Flags {
  readonly config: string;
  readonly json?: boolean;
  readonly sarif?: string;
}

function printAudit(found: Audit): void {
  const width = Math.max(...SEVERITIES.map((severity) => severity.length)) + 2;
  for (const { id, severity, rows, from, found: what, why, fix } of found.findings) {
    const rest = ' '.repeat(width);
    printLine(`${severity.padEnd(width)}${oneLine(`${id}  (${[...rows, from].join(', ')})`)}`);
    printLine(`${rest}${oneLine(`${what}: ${why}`)}`);
    printLine(`${rest}fix: ${oneLine(fix)}`);
  }
  printLine(`${found.findings.length === 0 ? '' : '\n'}${auditSummary(found)}`);
}

async function written(path: string, report: unknown): Promise<Failure | null> {
  try {
    await writeFile(path, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
    return null;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return new Failure('OUTPUT_UNWRITABLE', code, { cause });
  }
}

async function run(version: string, { config, json, sarif }: Flags): Promise<void> {
  if (json && sarif === '-') throw new Failure('USAGE', '--json and --sarif - both want standard output');
  const loaded = configFrom(config);
  const found = loaded instanceof Failure ? loaded : await auditOf(loaded);
  if (found instanceof Failure) {
    endFailed(found);
    return;
  }
  process.exitCode = found.findings.length === 0 ? 0 : 1;
  const report = sarif === undefined ? null : sarifReport(found.findings, version);
  if (sarif === '-') {
    printJson(report);
    return;
  }
  if (json) printJson(found);
  else printAudit(found);
  const failure = sarif === undefined ? null : await written(sarif, report);
  if (failure !== null) endFailed(failure);
}

/** `withheld audit`: every leak-prone setting of the PBX as it is in force, with the way to mend it. `version` is the product's. */
export function auditCommand(version: string): Command {
  return new Command('audit')
    .description(
      'look at every setting of the running PBX that can give somebody away, and say how to mend it; exit 1 with a finding, 3 without a PBX',
    )
    .addOption(configOption())
    .option('--json', 'as JSON')
    .option('--sarif <file>', 'as SARIF 2.1.0, into a file; - for standard output')
    .action((flags: Flags) => run(version, flags));
}
