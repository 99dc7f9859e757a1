/** ari-client 2.2.0 ships no types. Only what `ari/library.ts` uses is declared, so none of its REST operations can be used by accident. */
declare module 'ari-client' {
  import type { EventEmitter } from 'node:events';

  /** The `ws` socket the library opened. */
  export interface EventSocket extends EventEmitter {
    readonly readyState: number;
    ping(): void;
    terminate(): void;
  }

  export interface Client {
    /** Opens the event socket, which registers the application. The socket is in `_ws` when this returns. */
    start(application: string, subscribeAll: boolean): PromiseLike<void>;
    _ws: EventSocket;
  }

  export function connect(url: string, user: string, password: string): PromiseLike<Client>;
}
