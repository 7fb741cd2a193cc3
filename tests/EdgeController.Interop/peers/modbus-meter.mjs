import net from 'node:net';

const first = 19000;
const registers = 122;

/**
 * A Janitza UMG 96RM on Modbus TCP: holding registers by function code 3, float32, most significant word first.
 * `amps` returns the current on L1, L2 and L3 at the moment of the poll.
 */
export class ModbusMeter {
  polls = 0;

  constructor(amps) {
    this.amps = amps;
    this.sockets = new Set();
    this.server = net.createServer((socket) => this.#serve(socket));
  }

  async listen() {
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    this.port = this.server.address().port;
    return this;
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #serve(socket) {
    let pending = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 6 && pending.length >= 6 + pending.readUInt16BE(4)) {
        const end = 6 + pending.readUInt16BE(4);
        socket.write(this.#answer(pending.subarray(0, end)));
        pending = pending.subarray(end);
      }
    });
  }

  #answer(request) {
    const [unit, code] = [request[6], request[7]];
    const illegal = (reason) => frame(request, Buffer.from([unit, code | 0x80, reason]));
    if (code !== 3) return illegal(1);
    const start = request.readUInt16BE(8);
    const count = request.readUInt16BE(10);
    if (count < 1 || count > 125) return illegal(3);
    if (start < first || start + count > first + registers) return illegal(2);
    this.polls++;
    const bytes = this.#image().subarray((start - first) * 2, (start - first + count) * 2);
    return frame(request, Buffer.concat([Buffer.from([unit, code, bytes.length]), bytes]));
  }

  #image() {
    const image = Buffer.alloc(registers * 2);
    const put = (address, value) => image.writeFloatBE(value, (address - first) * 2);
    const amps = this.amps();
    for (let phase = 0; phase < 3; phase++) {
      put(19000 + 2 * phase, 230);
      put(19012 + 2 * phase, Math.abs(amps[phase]));
      put(19020 + 2 * phase, 230 * amps[phase]);
    }
    put(19026, 230 * amps.reduce((sum, value) => sum + value, 0));
    put(19050, 50);
    put(19068, 123456);
    put(19076, 0);
    return image;
  }
}

function frame(request, body) {
  const head = Buffer.alloc(6);
  request.copy(head, 0, 0, 4);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
}
