import { readlinkSync, writeFileSync } from 'node:fs';
import { type Clip, clipsOf } from './adapters/transcription/child/clips.ts';
import { resampled, speechIn } from './adapters/transcription/child/speech-finder.ts';
import type { ChildJob, ChildLine, EngineSetup } from './adapters/transcription/child-words.ts';
import type { TranscriptSegment } from './call/speech.ts';

/**
 * The composition root of a process that listens to one message and ends: it reads a line and the samples on its standard input, and writes lines
 * to its standard output (`child-words.ts`). It may be killed at any time; what it has said until then stands.
 */
async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function say(line: ChildLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

interface Made {
  readonly segments: readonly TranscriptSegment[] | null;
  readonly bytes: number;
}

/** Engines are read in only where one is wanted: who looks for speech alone is done sooner. */
async function guessed(clips: readonly Clip[], setup: EngineSetup, names: readonly string[]): Promise<Made> {
  if (setup.engine === 'sherpa') {
    const { guessBySherpa } = await import('./adapters/transcription/child/engine-sherpa.ts');
    return { segments: guessBySherpa(clips, setup, names), bytes: 0 };
  }
  const { guessByProgram } = await import('./adapters/transcription/child/engine-program.ts');
  return await guessByProgram(clips, setup, names);
}

async function guess(clips: readonly Clip[], setup: EngineSetup, network: string): Promise<ChildLine> {
  if (clips.length === 0) return { none: 'no-speech' };
  // The engine is somebody else's program: it listens where nothing can be sent to anybody, or not at all.
  if (readlinkSync('/proc/self/ns/net') === network) return { none: 'no-sandbox' };
  const { modelDigest, modelFiles } = await import('./adapters/transcription/model-files.ts');
  const files = await modelFiles(setup.directory).catch(() => null);
  if (files === null || modelDigest(files) !== setup.sha256) return { none: 'model-changed' };
  const began = performance.now();
  const names = files.map(({ name }) => name);
  // No word of an error goes on: it may quote what was said.
  const made = await guessed(clips, setup, names).catch(() => null);
  if (made === null || made.segments === null) return { none: 'engine-failed' };
  const bytes = made.bytes + 1024 * process.resourceUsage().maxRSS;
  return { segments: [...made.segments], usage: { milliseconds: performance.now() - began, bytes } };
}

async function listen(): Promise<void> {
  // Whatever memory this machine is short of, this process goes first.
  writeFileSync('/proc/self/oom_score_adj', '1000');
  const input = await standardInput();
  const end = input.indexOf('\n');
  const job = JSON.parse(input.toString('utf8', 0, end)) as ChildJob;
  const samples = resampled(input.subarray(end + 1));
  const whole = [{ from: 0, to: samples.length / 16_000 }];
  const found = job.everything ? whole : speechIn(samples, job.speechModel);
  say({ speech: found.map(({ from, to }) => [from, to]) });
  if (job.engine !== null) say(await guess(clipsOf(samples, found), job.engine, job.network));
}

await listen();
process.exit(0);
