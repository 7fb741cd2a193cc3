import { RPCServer } from 'ocpp-rpc';
import { Wire } from './wire.mjs';

/** A back end for OCPP 1.6 that checks every message against the official schemas and accepts whatever is valid. */
export class Csms {
  stations = new Map();
  nextTransaction = 470011;

  constructor() {
    this.server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true, callTimeoutMs: 60000 });
    this.server.on('client', (client) => this.#take(client));
  }

  async listen() {
    const http = await this.server.listen(0, '127.0.0.1');
    this.url = `ws://127.0.0.1:${http.address().port}/ocpp`;
    return this;
  }

  async close() {
    await this.server.close({ force: true });
  }

  #take(client) {
    const before = this.stations.get(client.identity);
    this.stations.set(client.identity, { client, wire: new Wire(client), connects: (before?.connects ?? 0) + 1 });
    client.handle('BootNotification', () => ({ status: 'Accepted', interval: 86400, currentTime: new Date().toISOString() }));
    client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }));
    client.handle('StatusNotification', () => ({}));
    client.handle('MeterValues', () => ({}));
    client.handle('Authorize', () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } }));
    client.handle('StartTransaction', () => ({ transactionId: this.nextTransaction++, idTagInfo: { status: 'Accepted' } }));
    client.handle('StopTransaction', () => ({ idTagInfo: { status: 'Accepted' } }));
    client.handle('DataTransfer', () => ({ status: 'Accepted', data: 'from the back end' }));
  }
}
