// An independent Modbus TCP server for the tests: holding register a holds a, input register a holds a + 1000, every
// third coil and every odd discrete input is on, what is written stays, unit 9 answers "busy".
import { createServer } from "node:net";

import modbus from "modbus-serial";

const written = new Map();
const vector = {
  getCoil: (address) => address % 3 === 0,
  getDiscreteInput: (address) => address % 2 === 1,
  setRegister: (address, value, unit) => {
    if (unit === 9) {
      throw { modbusErrorCode: 6, msg: "busy" };
    }
    written.set(address, value);
  },
  getHoldingRegister: (address, unit) => {
    if (unit === 9) {
      throw { modbusErrorCode: 6, msg: "busy" };
    }
    return written.get(address) ?? address;
  },
  getInputRegister: (address) => (address + 1000) & 0xffff,
};
// The package takes port 0 for its default: find a free one first.
const probe = createServer().listen(0, "127.0.0.1", () => {
  const { port } = probe.address();
  probe.close(() => {
    const server = new modbus.ServerTCP(vector, { host: "127.0.0.1", port, unitID: 255 });
    server.on("initialized", () => console.log(port));
    server.on("serverError", (error) => console.error(error.message));
  });
});
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
