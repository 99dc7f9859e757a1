// Stands in for an Asterisk on its way out: told to stop, it has no command line any more, but is there for another 700 ms with what it holds.
import { readFileSync } from 'node:fs';

const DYING_MS = 700;
const asked = process.argv[process.argv.indexOf('-rx') + 1];

if (!process.argv.includes('-rx')) {
  process.once('SIGTERM', () => {
    process.title = 'x';
    setTimeout(() => process.exit(), DYING_MS);
  });
  setTimeout(() => process.exit(), 30_000);
} else if (asked === 'core stop now')
  process.kill(Number(readFileSync(`${process.argv[2]}/run/withheld-lab.pid`, 'utf8')), 'SIGTERM');
else process.stdout.write('System uptime: 1\nAsterisk has fully booted\n');
