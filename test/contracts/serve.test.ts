import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askStatus } from '../../src/cli/daemon-status.ts';
import { Failure } from '../../src/failure.ts';
import { House } from '../unit/cli/house.ts';
import { ProductProcess } from '../unit/cli/product-process.ts';
import { FakeAmi } from './fakes/fake-ami.ts';
import { FakeAri } from './fakes/fake-ari.ts';
import { until } from './fakes/pbx-under-test.ts';

const START_MS = 20_000;
let ari: FakeAri;
let ami: FakeAmi;
let house: House;
let port: number;
let run: ProductProcess | null = null;

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeEach(async () => {
  ari = await new FakeAri().start();
  ami = await new FakeAmi().start();
  const server = await listening();
  port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  house = new House({ ariPort: ari.port, amiPort: ami.port, consolePort: port });
});

afterEach(async () => {
  run?.child.kill('SIGKILL');
  await run?.ended;
  run = null;
  house.remove();
  await Promise.all([ari.kill(), ami.kill()]);
});

function serve(): ProductProcess {
  run = new ProductProcess(['serve', '-c', house.configPath]);
  return run;
}

async function ready(process: ProductProcess): Promise<void> {
  await until(() => process.stdout.includes('decisions-on'), 'decisions on', START_MS);
}

describe('withheld serve', () => {
  it('becomes ready, says so on its console, and ends cleanly on SIGTERM after taking its heartbeat back', async () => {
    const daemon = serve();
    await ready(daemon);

    const status = await askStatus(`http://127.0.0.1:${port}`);
    expect(status instanceof Failure ? status.code : status.ready).toBe(true);

    daemon.child.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
    const beats = ari.made('POST', 'asterisk/variable');
    expect(beats.at(-1)?.query.get('value')).toBe('');
    expect(daemon.stderr).toBe('');
    expect(daemon.stdout).toContain('daemon-stopped');
  });

  it('[G8] keeps the old configuration when the new one is bad, and takes a good one up, on SIGHUP', async () => {
    const daemon = serve();
    await ready(daemon);
    const good = readFileSync(house.configPath, 'utf8');

    house.write('withheld.yaml', 'version: 2\n');
    daemon.child.kill('SIGHUP');
    await until(() => daemon.stderr.includes('hint:'), 'refusal');

    expect(daemon.stderr).toContain('the old configuration stays in force');
    expect(daemon.stdout).toContain('configuration-refused');
    expect(daemon.child.exitCode).toBeNull();
    expect(await askStatus(`http://127.0.0.1:${port}`)).toMatchObject({ ready: true });

    house.write('withheld.yaml', good);
    daemon.child.kill('SIGHUP');
    await until(() => daemon.stdout.includes('configuration-adopted'), 'adoption');
  });

  it('stays, not ready, without a PBX, and names what is missing', async () => {
    await Promise.all([ari.kill(), ami.kill()]);
    const daemon = serve();
    await until(() => daemon.stdout.includes('PBX_ARI_UNREACHABLE'), 'link trouble', START_MS);

    const status = await askStatus(`http://127.0.0.1:${port}`);

    expect(status).toMatchObject({ ready: false });
    expect(status instanceof Failure ? [] : status.checks.find(({ name }) => name === 'ari')).toMatchObject({
      ok: false,
      code: 'PBX_ARI_UNREACHABLE',
    });
    daemon.child.kill('SIGINT');
    expect(await daemon.ended).toBe(0);
  });

  it('ends with 1 and two lines when another program has the console port', async () => {
    const other = await listening();
    house.remove();
    house = new House({ ariPort: ari.port, amiPort: ami.port, consolePort: portOf(other) });
    const daemon = serve();

    expect(await daemon.ended).toBe(1);
    expect(daemon.stderr).toMatch(/^error: another program has the console port[^\n]*\nhint: [^\n]+\n$/);
    await new Promise((resolve) => other.close(resolve));
  });

  it('ends with 2 when the token key is open to others: starting again cannot help', async () => {
    house.write('token.key', 'x'.repeat(32), 0o644);
    const daemon = serve();

    expect(await daemon.ended).toBe(2);
    expect(daemon.stderr).toMatch(/^error: others may read the token key[^\n]*\nhint: [^\n]+\n$/);
  });
});
