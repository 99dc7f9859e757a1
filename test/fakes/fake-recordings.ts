import type { LegId } from '../../src/call/call-event.ts';
import { type RecordingName, recordingOf } from '../../src/call/mailbox.ts';
import type { FailureCode } from '../../src/failure.ts';
import type { PbxAnswer } from '../../src/ports/pbx.ts';
import type { Recordings, RecordingsNow } from '../../src/ports/recordings.ts';

/** The memory of a PBX: what it recorded, and who is still on the line. */
export class FakeRecordings implements Recordings {
  readonly files = new Map<RecordingName, Uint8Array>();
  readonly live = new Set<RecordingName>();
  readonly followed: LegId[] = [];
  unfitness: FailureCode | null = null;
  /** The PBX cannot be asked. */
  away = false;
  /** The PBX erases, and its answer is lost. */
  mute = false;

  async unfit(): Promise<FailureCode | null> {
    return this.unfitness;
  }

  async look(): Promise<PbxAnswer<RecordingsNow>> {
    if (this.away) return { outcome: 'unknown', why: 'unreachable' };
    const stored = [...this.files.keys()].flatMap((name) => recordingOf(name) ?? []);
    return { outcome: 'ok', value: { stored, live: new Set(this.live) } };
  }

  async read(name: RecordingName): Promise<PbxAnswer<Uint8Array>> {
    const file = this.files.get(name);
    return file === undefined ? { outcome: 'refused', why: 'HTTP 404' } : { outcome: 'ok', value: file };
  }

  async erase(name: RecordingName): Promise<PbxAnswer<null>> {
    this.files.delete(name);
    if (this.mute) return { outcome: 'unknown', why: 'unreachable' };
    return { outcome: 'ok', value: null };
  }

  async follow(leg: LegId): Promise<PbxAnswer<null>> {
    this.followed.push(leg);
    return { outcome: 'ok', value: null };
  }
}
