import { createSocket, type Socket } from 'node:dgram';

/** What a phone answers a request with: the headers RFC 3261 §8.2.6.2 asks for. */
function ok(request: string): string {
  const kept = request.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
  return ['SIP/2.0 200 OK', ...kept, 'Content-Length: 0', '', ''].join('\r\n');
}

/** A phone at home that takes text messages (RFC 3428) and says yes to whatever it is asked. */
export class TextPhone {
  readonly bodies: string[] = [];
  readonly #socket: Socket = createSocket('udp4');

  static async at(address: string, port: number): Promise<TextPhone> {
    const phone = new TextPhone();
    phone.#socket.on('message', (packet, { address: from, port: back }) => {
      const request = packet.toString('utf8');
      if (request.startsWith('MESSAGE ')) phone.bodies.push(request.split('\r\n\r\n')[1] ?? '');
      phone.#socket.send(ok(request), back, from);
    });
    await new Promise<void>((resolve) => phone.#socket.bind(port, address, resolve));
    return phone;
  }

  close(): void {
    this.#socket.close();
  }
}
