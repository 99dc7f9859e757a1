import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';

/** Plays a process that listens to a message and goes wrong. How stands where the samples would be. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const [, mischief = ''] = Buffer.concat(chunks).toString('utf8').split('\n');
const [what = '', parameter = ''] = mischief.split(' ');

async function flood(): Promise<void> {
  const piece = `${'x'.repeat(1 << 20)}\n`;
  for (let at = 0; at < 1_024; at += 1)
    if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

async function connected(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
}

const MISCHIEF: Readonly<Record<string, () => unknown>> = {
  abort: () => process.abort(),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  loop: () => {
    for (;;);
  },
  flood,
  malformed: () => process.stdout.write('{"speech":[[2,1]]}\n'),
  secret: () => process.stdout.write('{"speech":[],"more":"call me"}\n'),
  half: () => process.stdout.write('{"speech":[[0,1]]}\n{"segments":[{"fro'),
  memory: () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(10_000_000, 1));
  },
  write: () => {
    writeFileSync(parameter, 'call me');
    process.stdout.write('{"none":"no-speech"}\n');
  },
  call: async () =>
    process.stdout.write(`{"none":"${(await connected(Number(parameter))) ? 'busy' : 'no-sandbox'}"}\n`),
  child: () => {
    spawn('sleep', [parameter], { stdio: 'ignore' });
    process.stdout.write('{"none":"no-speech"}\n');
  },
  environment: () => {
    const told = Object.keys(process.env).filter((name) => !['PATH', 'TSX_DISABLE_CACHE'].includes(name));
    process.stdout.write(`{"none":"${told.length === 0 && process.argv.length === 2 ? 'busy' : 'late'}"}\n`);
  },
};
await MISCHIEF[what]?.();
process.exit(0);
