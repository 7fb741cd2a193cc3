// A SunSpec PV inverter (models 1, 103, 120, 121, 123) on a Modbus server that nobody here wrote; its registers are put down by hand. Its
// reversion timer works: what is enabled ends by itself. With "forgetful" as argument the timer is kept and does nothing.
import { createServer } from "node:net";

import modbus from "modbus-serial";

const reverts = process.argv[2] !== "forgetful";
const base = 40000;
const words = new Map();
let at = base;
const put = (...values) => values.forEach((value) => words.set(at++, value & 0xffff));
const model = (id, length, points) => {
  const start = at;
  put(id, length, ...Array(length).fill(0));
  for (const [offset, value] of Object.entries(points)) words.set(start + Number(offset), value & 0xffff);
  return start;
};
put(0x5375, 0x6e53);
model(1, 65, { 2: 0x4e6f, 3: 0x626f, 4: 0x6479 });
const inverter = model(103, 50, { 3: 1450, 4: 1450, 5: 1450, 6: -2, 10: 2300, 11: 2305, 12: 2310, 13: -1, 14: 10000, 15: 0, 16: 5000, 17: -2, 38: 4 });
model(120, 26, { 2: 4, 3: 2000, 4: 1 });
model(121, 30, { 2: 2000, 22: 1 });
const control = model(123, 24, { 4: 1, 5: 1000, 9: 0, 23: -1 });
put(0xffff, 0);
const ENABLED = control + 9;
let left = 0;
setInterval(() => {
  if (words.get(ENABLED) === 1 && left > 0 && --left === 0 && reverts) words.set(ENABLED, 0);
  // What it produces is held back by the limit: 20 kW x percent.
  const limit = words.get(ENABLED) === 1 ? 20 * words.get(control + 5) : 20000;
  words.set(inverter + 14, Math.min(10000, limit));
}, 1000);

const vector = {
  getHoldingRegister: (address) => {
    if (!words.has(address)) throw { modbusErrorCode: 2, msg: "no such register" };
    return words.get(address);
  },
  setRegister: (address, value) => {
    if (address < control + 5 || address > ENABLED) throw { modbusErrorCode: 2, msg: "not writable" };
    words.set(address, value);
    left = words.get(control + 7);
  },
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
