import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * One end of an OCPP connection without any library between the test and the bytes. A CALL that arrives is handed to `answer`; it
 * returns the bytes of the answer, or nothing.
 */
class RawEnd {
  sent = [];
  received = [];
  #waiting = new Map();

  constructor() {
    this.answer = () => undefined;
  }

  attach(socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve(`${code} ${reason}`)));
    socket.on('error', () => {});
    socket.on('message', (data, binary) => this.#take(data, binary));
  }

  /** Sends the text, in several fragments where `cuts` names byte positions. */
  send(text, cuts = []) {
    const bytes = Buffer.from(text);
    this.sent.push(bytes);
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      this.socket.send(bytes.subarray(from, to), { fin: to === bytes.length, binary: false, compress: false });
      from = to;
    }
  }

  /** Sends a CALL and returns the bytes of its answer. */
  call(id, text, { cuts, seconds = 30 } = {}) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no answer within ${seconds} s to ${text.slice(0, 2000)}`));
      }, seconds * 1000);
      this.#waiting.set(id, (bytes) => {
        clearTimeout(timer);
        resolve(bytes);
      });
      this.send(text, cuts);
    });
  }

  #take(data, binary) {
    if (binary) throw new Error('a binary message');
    this.received.push(data);
    const [type, id, action] = JSON.parse(data);
    if (type === 3 || type === 4) {
      const resolve = this.#waiting.get(id);
      this.#waiting.delete(id);
      resolve?.(data);
    } else if (type === 2) {
      const answer = this.answer({ id, action, data });
      if (answer !== undefined) this.send(answer.text ?? answer, answer.cuts);
    }
  }
}

export class RawStation extends RawEnd {
  constructor(endpoint, identity, protocol) {
    super();
    Object.assign(this, { endpoint, identity, protocol });
  }

  async connect() {
    const socket = new WebSocket(`${this.endpoint}/${this.identity}`, this.protocol);
    this.attach(socket);
    await once(socket, 'open');
    return this;
  }

  async close() {
    this.socket.terminate();
    await this.closed;
  }
}

/** A back end that hands out one end for each identity. */
export class RawCsms {
  stations = new Map();

  async listen() {
    this.server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: (offered) => [...offered][0] });
    this.server.on('connection', (socket, request) => {
      const end = this.of(request.url.split('/').at(-1));
      end.attach(socket);
      end.connects = (end.connects ?? 0) + 1;
    });
    await once(this.server, 'listening');
    this.url = `ws://127.0.0.1:${this.server.address().port}/ocpp`;
    return this;
  }

  /** The end for that identity, there before the station is. */
  of(identity) {
    if (!this.stations.has(identity)) this.stations.set(identity, new RawEnd());
    return this.stations.get(identity);
  }

  async close() {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
