import type { EventSocket } from 'ari-client';
import type { FailureCode } from '../../../failure.ts';
import type { LinkTiming } from '../link-timing.ts';

export interface SocketWatch {
  readonly opened: () => void;
  /** One text frame, as it came. Must not throw. */
  readonly frame: (text: string) => void;
  /** Asked at each ping; false twice in a row means requests get no answer although the socket lives. */
  readonly requestsAnswered: () => Promise<boolean>;
}

/**
 * Follows an event socket to its end and says why it ended. The socket is always terminated when this settles; it never rejects. A peer
 * that does not open in time, or leaves a ping unanswered, is cut off: neither ari-client nor `ws` would notice.
 */
export function watchSocket(
  socket: EventSocket,
  watch: SocketWatch,
  timing: LinkTiming,
  signal: AbortSignal,
): Promise<FailureCode> {
  return new Promise((resolve) => {
    let open = false;
    let overdue: NodeJS.Timeout | undefined;
    let silentRounds = 0;

    const finish = (code: FailureCode): void => {
      clearTimeout(late);
      clearTimeout(overdue);
      overdue = undefined;
      clearInterval(beat);
      signal.removeEventListener('abort', stopped);
      socket.removeAllListeners('message');
      socket.terminate();
      resolve(code);
    };
    const stopped = (): void => finish('PBX_ARI_LOST');
    const late = setTimeout(() => finish('PBX_ARI_FROZEN'), timing.connectMs);
    const ask = async (): Promise<void> => {
      silentRounds = (await watch.requestsAnswered()) ? 0 : silentRounds + 1;
      if (silentRounds >= 2) finish('PBX_ARI_FROZEN');
    };
    // A process that was halted itself (a machine that was paused) reads what has come meanwhile before it blames the peer.
    const unanswered = (): void => {
      if (overdue !== undefined) finish('PBX_ARI_FROZEN');
    };
    const beat = setInterval(() => {
      if (!open || overdue !== undefined) return;
      overdue = setTimeout(() => setImmediate(unanswered), timing.pingDeadlineMs);
      socket.ping();
      void ask();
    }, timing.pingEveryMs);

    socket.on('open', () => {
      open = true;
      clearTimeout(late);
      watch.opened();
    });
    socket.on('pong', () => {
      clearTimeout(overdue);
      overdue = undefined;
    });
    socket.on('message', (data: unknown) => watch.frame(String(data)));
    socket.on('error', () => finish(open ? 'PBX_ARI_LOST' : 'PBX_ARI_UNREACHABLE'));
    socket.on('close', () => finish('PBX_ARI_LOST'));
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
  });
}
