import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TranscriptSegment } from '../../../call/speech.ts';
import type { EngineSetup } from '../child-words.ts';
import { type Clip, joined, RATE } from './clips.ts';
import { pocketsphinxSegments, whisperSegments } from './program-output.ts';

/** More is no transcript. */
const MOST_OUTPUT = 16 * 1024 * 1024;
const HEADER_BYTES = 44;
/** How setpriv(1) ends when it cannot start the program, and what ended by a signal. */
const NOT_STARTED: readonly (number | null)[] = [null, 126, 127];

/** What a program made of the sound: `null` when it ended badly. */
export interface Guess {
  readonly segments: readonly TranscriptSegment[] | null;
  readonly bytes: number;
}

/** A WAV file's header, for a sound of so many bytes. */
function header(bytes: number): Buffer {
  const made = Buffer.alloc(HEADER_BYTES);
  made.write('RIFF', 0, 'latin1');
  made.writeUInt32LE(bytes + HEADER_BYTES - 8, 4);
  made.write('WAVEfmt ', 8, 'latin1');
  made.writeUInt32LE(16, 16);
  made.writeUInt16LE(1, 20);
  made.writeUInt16LE(1, 22);
  made.writeUInt32LE(RATE, 24);
  made.writeUInt32LE(2 * RATE, 28);
  made.writeUInt16LE(2, 32);
  made.writeUInt16LE(16, 34);
  made.write('data', 36, 'latin1');
  made.writeUInt32LE(bytes, 40);
  return made;
}

/** The words behind the program's own, each so that it reads its standard input and writes to its standard output alone. */
function wordsOf({ directory, engine, language, threads }: EngineSetup, names: readonly string[]): readonly string[] {
  if (engine === 'pocketsphinx') {
    const model = [`-hmm`, join(directory, 'en-us'), '-lm', join(directory, 'en-us.lm.bin')];
    return ['-loglevel', 'FATAL', ...model, '-dict', join(directory, 'cmudict-en-us.dict'), 'single', '-'];
  }
  const model = names.find((name) => name.endsWith('.bin'));
  if (model === undefined) throw new Error('there is no model');
  // `-of -` has its JSON written to /dev/stdout (whisper.cpp 1.8 and 1.9.5, examples/cli/cli.cpp); an older one would make a file, and may not.
  const output = ['-f', '-', '-of', '-', '-oj', '-ojf', '-np'];
  return ['-m', join(directory, model), ...output, '-ng', '-t', String(threads), '-l', language];
}

/** The most memory that a process has had so far, in bytes; 0 when it is not there (proc(5)). */
function peakOf(process: string): number {
  try {
    return 1024 * Number(/^VmHWM:\s+([0-9]+)/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function peakBelow(parent: number): number {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ');
    const below = children.filter((each) => each !== '').map((each) => peakBelow(Number(each)));
    return Math.max(peakOf(String(parent)), ...below);
  } catch {
    return 0;
  }
}

/**
 * Has a program guess at all clips at once, so that it loads its model once. whisper-cli is started by way of a shell whose pipe it writes to: what
 * Node makes is a socket, and `/dev/stdout` cannot be opened where that is one. Throws when it cannot be started or what it wrote is no transcript.
 */
export async function guessByProgram(
  clips: readonly Clip[],
  setup: EngineSetup,
  names: readonly string[],
): Promise<Guess> {
  const sound = joined(clips);
  const front = setup.engine === 'whisper-cli' ? ['sh', '-c', '"$@" | cat', 'sh'] : [];
  const words = [...front, 'setpriv', '--pdeathsig', 'KILL', '--', ...setup.command, ...wordsOf(setup, names)];
  const child = spawn(words[0] ?? '', words.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
  let bytes = 0;
  const looking = setInterval(() => {
    bytes = Math.max(bytes, peakBelow(child.pid ?? 0));
  }, 50);
  const { output, hasRun } = await new Promise<{ output: string; hasRun: boolean }>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_OUTPUT) reject(new Error('it writes too much'));
      else chunks.push(chunk);
    });
    // A program that does not read its input says so by its end.
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (status) =>
      resolve({ output: Buffer.concat(chunks).toString('utf8'), hasRun: !NOT_STARTED.includes(status) }),
    );
    if (setup.engine === 'whisper-cli') child.stdin.write(header(sound.length));
    child.stdin.end(sound);
  }).finally(() => clearInterval(looking));
  // Where it understood nothing it writes nothing and ends with 255 (pocketsphinx 5.1.1), as it does when it cannot read its model.
  if (setup.engine === 'pocketsphinx') return { segments: hasRun ? pocketsphinxSegments(output, clips) : null, bytes };
  return { segments: output.trim() === '' ? null : whisperSegments(output, clips), bytes };
}
