// One face for both libraries, so that the same charger and the same back end run on either of them.
import { OCPPClient, OCPPServer } from 'ocpp-ws-io';
import { RPCClient, RPCServer, createRPCError } from 'ocpp-rpc';
import { dialect } from '../random/schemas.mjs';

const protocols = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'];

const cured = () => [dialect('ocpp2.1').validator];

/** What one end said and heard on one connection, as parsed frames in order, and what it found wrong with them. */
class Log {
  sent = [];
  received = [];
  violations = [];
}

/** An end of a connection: `call`, `handle`, `log`. */
class RpcEnd {
  log = new Log();

  constructor(client) {
    this.client = client;
    client.on('message', ({ message, outbound }) => (outbound ? this.log.sent : this.log.received).push(JSON.parse(message)));
    client.on('strictValidationFailure', (failure) => this.log.violations.push(failure));
    client.on('badMessage', (failure) => this.log.violations.push(failure));
  }

  get protocol() {
    return this.client.protocol;
  }

  call(action, params) {
    return this.client.call(action, params);
  }

  handle(answer) {
    this.client.handle(({ method, params }) => {
      const result = answer(method, params);
      if (result === undefined) throw createRPCError('NotImplemented');
      return result;
    });
  }
}

class WsIoEnd {
  log = new Log();

  constructor(client) {
    this.client = client;
    client.on('message', ({ message, direction }) => (direction === 'OUT' ? this.log.sent : this.log.received).push(structuredClone(message)));
    for (const kind of ['strictValidationFailure', 'badMessage']) client.on(kind, (failure) => this.log.violations.push(failure));
    client.on('error', () => {});
  }

  get protocol() {
    return this.client.protocol;
  }

  call(action, params) {
    return this.client.call(action, params);
  }

  handle(answer) {
    this.client.handle((method, { params }) => {
      const result = answer(method, params);
      if (result === undefined) throw Object.assign(new Error(), { rpcErrorCode: 'NotImplemented', rpcErrorMessage: '', details: {} });
      return result;
    });
  }
}

/** Opens a station's connection with the named library; `closed` settles with the code when it ends. */
export async function dial(library, endpoint, identity, protocol, answer) {
  const options = { endpoint, identity, protocols: [protocol], strictMode: true, reconnect: false, callTimeoutMs: 60000 };
  const end = library === 'ocpp-rpc'
    ? new RpcEnd(new RPCClient({ ...options, strictModeValidators: cured() }))
    // Without its own limit on the handshake: after a refusal (503) it would raise an error that nobody can catch.
    : new WsIoEnd(new OCPPClient({ ...options, logging: false, connectTimeoutMs: 0 }));
  end.closed = new Promise((resolve) => end.client.once('close', ({ code }) => resolve(code)));
  end.handle(answer);
  await end.client.connect();
  end.close = () => end.client.close({ force: true, awaitPending: false }).catch(() => {});
  return end;
}

/** A back end on the named library for all three versions. It can be stopped and listen again on the same port. */
export class BackEnd {
  ends = [];

  constructor(library, answer, port = 0) {
    Object.assign(this, { library, answer, port });
  }

  async listen() {
    const options = { protocols, strictMode: true, callTimeoutMs: 60000 };
    this.server = this.library === 'ocpp-rpc'
      ? new RPCServer({ ...options, strictModeValidators: cured() })
      : new OCPPServer({ ...options, logging: false });
    this.server.on('client', (client) => {
      const end = this.library === 'ocpp-rpc' ? new RpcEnd(client) : new WsIoEnd(client);
      end.identity = client.identity;
      end.handle((action, params) => this.answer(end.protocol, action, params));
      this.ends.push(end);
    });
    const http = await this.server.listen(this.port, '127.0.0.1');
    this.port = http.address().port;
    this.url = `ws://127.0.0.1:${this.port}/ocpp`;
    return this;
  }

  /** The connections of a station since the start, in order. */
  of(identity) {
    return this.ends.filter((end) => end.identity === identity);
  }

  async close() {
    await this.server.close({ force: true, awaitPending: false });
  }
}
