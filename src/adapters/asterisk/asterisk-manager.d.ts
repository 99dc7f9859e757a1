/** asterisk-manager 0.2.0 ships no types. Only what `ami/session.ts` uses is declared, so nothing else of it can be used by accident. */
declare module 'asterisk-manager' {
  import type { TcpNetConnectOpts } from 'node:net';

  type Done = (error: unknown, answer: unknown) => void;

  interface Manager {
    /** The first argument goes to `net.createConnection` as it is, so an options object with an abort signal works. */
    connect(options: TcpNetConnectOpts, host: undefined, connected: () => void): void;
    login(done: Done): void;
    action(action: Record<string, string>, done: Done): string;
    on(event: 'rawevent', listener: (packet: unknown) => void): void;
    emit(event: string, ...values: unknown[]): boolean;
    listeners(event: string): unknown[];
    removeAllListeners(event: string): void;
  }

  const Manager: new (port: undefined, host: undefined, username: string, password: string, events: boolean) => Manager;
  export = Manager;
}
