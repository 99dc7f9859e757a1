import { spawn } from 'node:child_process';
import { Failure } from '../../failure.ts';
import { telephoneSound } from './telephone-sound.ts';
import { readWave, waveOf } from './wave-sound.ts';

const PATIENCE_MS = 60_000;
const LONGEST_OUTPUT = 64 * 1024 * 1024;
/** Shorter is no sentence. */
const LEAST_SECONDS = 0.3;

/** The usual synthesiser, as Debian has it. */
export const ESPEAK: readonly string[] = ['espeak-ng', '--stdin', '--stdout', '-v', 'en-gb', '-s', '150'];

/** What a program wrote to its standard output for a text on its standard input, or why nothing. */
async function outputOf(command: readonly string[], text: string): Promise<Buffer | Failure> {
  const [program = '', ...parameters] = command;
  return await new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST_OUTPUT) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // A program that does not read its input says so by its end.
    child.stdin.on('error', () => undefined);
    child.once('error', (cause) => resolve(new Failure('SPEECH_NO_PROGRAM', program, { cause })));
    child.once('close', (status) =>
      resolve(status === 0 ? Buffer.concat(chunks) : new Failure('SPEECH_FAILED', `${program} ended with ${status}`)),
    );
    child.stdin.end(`${text}\n`);
  });
}

/** The text as a WAV that every Asterisk plays: 8 kHz, one channel, 16 bits. `command`: reads a text, writes a WAV. Never rejects. */
export async function spoken(command: readonly string[], text: string): Promise<Buffer | Failure> {
  const output = await outputOf(command, text);
  if (output instanceof Failure) return output;
  const sound = readWave(output);
  if (sound === null) return new Failure('SPEECH_FAILED', 'its output is not a WAV of 16-bit PCM');
  if (sound.samples.length < LEAST_SECONDS * sound.rate) return new Failure('SPEECH_FAILED', 'it said nothing');
  return waveOf(telephoneSound(sound));
}
