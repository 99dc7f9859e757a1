import type { Failure, FailureCode } from '../failure.ts';
import { printFailure } from './output.ts';

/**
 * Exit codes of every command: 0 all is well; 1 a finding, or something failed here; 2 the command line or the configuration has to be
 * changed, so starting again cannot help; 3 the PBX cannot be reached.
 */
export type ExitCode = 0 | 1 | 2 | 3;

const TO_CHANGE =
  /^(?:USAGE|CONFIG_|TOKEN_KEY_|CONSOLE_NOT_LOOPBACK|LAB_NO_SUCH_|LAB_ASTERISK_|HARDEN_EMERGENCY$|REPLAY_|CONTACT_NUMBER_|RECORD_|VOICEMAIL_(?:NOT_DECLARED|KEY_UNREADABLE|NO_MESSAGE|NOT_OPENED)$|MODEL_(?:NONE|UNKNOWN|NO_SAMPLES)$)/;
const NO_PBX = /^(?:PBX_(?:ARI|AMI|CONSOLE)_(?:UNREACHABLE|NOT_READY|LOST|FROZEN)|PBX_NO_ANSWER|LAB_NOT_UP|LAB_PBX_)/;

export function exitCodeOf(code: FailureCode): Exclude<ExitCode, 0> {
  if (TO_CHANGE.test(code)) return 2;
  return NO_PBX.test(code) ? 3 : 1;
}

/** Ends a command that failed: prints why and leaves its exit code. The caller returns. */
export function endFailed(failure: Failure): void {
  printFailure(failure);
  process.exitCode = exitCodeOf(failure.code);
}
