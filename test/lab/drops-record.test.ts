import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecording } from '../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import { replayedCalls } from '../../src/cli/replay/replayed-calls.ts';
import { canaries } from '../../src/lab/lab-status.ts';
import { productCommand, ServeProcess } from '../../src/lab/serve-process.ts';
import { DropWatcher } from './drop-watcher.ts';
import { DropsLab } from './drops-lab.ts';

describe('withheld record', () => {
  let drops: DropsLab;

  beforeAll(async () => {
    drops = await DropsLab.up({ rtpTimeout: 6 });
  });
  afterAll(async () => await drops.down());

  function recorder(name: string) {
    const out = join(drops.lab.directory, name);
    const [program = '', ...words] = productCommand();
    const child = spawn(program, [...words, 'record', '--config', drops.lab.configPath, '--out', out], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      notes += text;
    });
    const lines = (): string => {
      try {
        return readFileSync(out, 'utf8');
      } catch {
        return '';
      }
    };
    return {
      lines,
      notes: () => notes,
      linked: async () => {
        const isLinked = () => /"ev":"up","link":"ari"/.test(lines());
        for (let attempt = 0; attempt < 600 && !isLinked(); attempt += 1) await pause(100);
        if (!isLinked()) throw new Error('the recorder did not reach the PBX');
      },
      stop: async () => {
        child.kill('SIGINT');
        const [code] = await once(child, 'exit');
        return code as number;
      },
    };
  }

  async function calls() {
    const bye = await drops.survivorCalls('101');
    await bye.survivor.until('up');
    await pause(1_500);
    bye.survivor.hangUp([['reason', 'Q.850;text="call 0491570006 back";cause=38']]);
    const slip = await drops.workerCalls('102');
    await slip.worker.until('up');
    await pause(1_500);
    slip.worker.hangUp();
    const lost = await drops.survivorCalls('103');
    await lost.survivor.until('up');
    await pause(3_000);
    lost.survivor.vanish();
    await pause(8_500);
    lost.survivor.abandon();
  }

  test('records real calls, which replay as what they were and as what the detector said, and holds no number, name or address', async () => {
    const watcher = new DropWatcher(drops.lab, false);
    const recording = recorder('calls.jsonl');
    await watcher.start();
    await recording.linked();
    await calls();
    expect(await recording.stop()).toBe(0);
    await watcher.kill();
    const text = recording.lines();

    const replayed = replayedCalls(readRecording(text));
    expect(replayed.map((call) => [call.class, call.releasedBy])).toEqual([
      ['network-drop', 'survivor-side'],
      ['worker-ended', 'worker-side'],
      ['network-drop', 'survivor-side'],
    ]);
    expect(replayed.map(({ suspectedAt }) => suspectedAt !== null)).toEqual([false, false, true]);
    // Without the mirror, which the recorder has, Asterisk's own word for the first is all there is.
    const ends = watcher.told.flatMap((fact) => (fact.kind === 'ended' ? [fact.call.verdict.class] : []));
    expect(ends).toEqual(['survivor-ended-abruptly', 'worker-ended', 'network-drop']);
    const told = canaries(drops.lab).filter((word) => text.toLowerCase().includes(word.toLowerCase()));
    expect(told).toEqual([]);
    expect(text.replaceAll(/"name":"[A-Za-z]+\/[twx]\d*-[0-9a-f]{8}"|sip:x /g, '')).not.toMatch(
      /\d{6,}|127\.|sips?:|@/,
    );
  });

  test('runs beside the daemon, says that the daemon has the mirror, and harms no call', async () => {
    const daemon = new ServeProcess(drops.lab);
    await daemon.start();
    const status = async () => {
      const answer = await fetch(new URL('api/status', daemon.consoleUrl));
      const { checks } = (await answer.json()) as { checks: readonly { name: string; ok: boolean }[] };
      return checks.find(({ name }) => name === 'drops')?.ok;
    };
    for (let attempt = 0; attempt < 100 && (await status()) !== true; attempt += 1) await pause(100);
    expect(await status()).toBe(true);
    const recording = recorder('beside.jsonl');
    await recording.linked();
    await calls();
    expect(await recording.stop()).toBe(0);
    expect(recording.notes()).toContain('the mirror is heard by another program');
    expect(await status()).toBe(true);
    const classes = replayedCalls(readRecording(recording.lines())).map((call) => call.class);
    expect(classes).toEqual(['survivor-ended-abruptly', 'worker-ended', 'network-drop']);
    await daemon.stop();
  });
});
