import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/**
 * The socket that `connect` opens before it returns, or `null` when it opened none. asterisk-manager keeps its socket private, and without it
 * nothing can stand in front of the parser. Node publishes every new client socket synchronously on `net.client.socket` (Node ≥ 18.8), so
 * what arrives during the call is that one.
 */
export function captureSocket(connect: () => void): Socket | null {
  let captured: Socket | null = null;
  const take = (message: unknown): void => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message ? message.socket : null;
    if (socket instanceof Socket) captured = socket;
  };
  subscribe('net.client.socket', take);
  try {
    connect();
  } finally {
    unsubscribe('net.client.socket', take);
  }
  return captured;
}
