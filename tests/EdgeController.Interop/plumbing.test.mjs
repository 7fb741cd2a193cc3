// The peers themselves, without the controller: what they find later must not be their own mistake.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { Csms } from './peers/csms.mjs';
import { ModbusMeter } from './peers/modbus-meter.mjs';
import { Station } from './peers/station.mjs';
import { until } from './peers/until.mjs';
import { Messages } from './random/messages.mjs';
import { Random } from './random/random.mjs';
import { dialect } from './random/schemas.mjs';

const lease = (now) => ({
  chargingProfileId: 7, stackLevel: 1, chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Absolute',
  chargingSchedule: {
    duration: 120, startSchedule: new Date(now - 60000).toISOString(), chargingRateUnit: 'A',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 10.1 }],
  },
});

test('The meter answers float32 registers, most significant word first', async (t) => {
  const meter = await new ModbusMeter(() => [10, -2.5, 0]).listen();
  t.after(() => meter.close());

  const current = await modbus(meter.port, 3, 19012, 6);
  assert.deepEqual([0, 4, 8].map((at) => current.readFloatBE(9 + at)), [10, 2.5, 0]);
  const power = await modbus(meter.port, 3, 19020, 8);
  assert.deepEqual([0, 4, 8, 12].map((at) => power.readFloatBE(9 + at)), [2300, -575, 0, 1725]);
  assert.equal(meter.polls, 2);
});

test('The meter refuses what it does not have', async (t) => {
  const meter = await new ModbusMeter(() => [0, 0, 0]).listen();
  t.after(() => meter.close());

  assert.deepEqual([...(await modbus(meter.port, 4, 19012, 6)).subarray(7)], [0x84, 1]);
  assert.deepEqual([...(await modbus(meter.port, 3, 100, 2)).subarray(7)], [0x83, 2]);
});

test('Station and back end run a transaction by the official schemas', async (t) => {
  const { csms, station } = await pair(t);

  await station.plugIn('TAG-1');
  await until('two meter values', 60, () => station.wire.callsSent.filter((text) => text.includes('"MeterValues"')).length >= 2);
  await station.unplug('TAG-1');

  const upstream = csms.stations.get('P-01').wire;
  assert.deepEqual(upstream.callsReceived, station.wire.callsSent);
  assert.deepEqual([...station.wire.violations, ...upstream.violations], []);
  assert.ok(station.energy > 1000, 'without a profile the vehicle charges');
});

test('The station follows a lease and falls back when it ends', async (t) => {
  const { csms, station } = await pair(t);
  await station.plugIn('TAG-1');
  const { client } = csms.stations.get('P-01');
  const now = Date.now();
  const fallback = { ...lease(now), chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' };
  fallback.chargingSchedule = { chargingRateUnit: 'A', startSchedule: lease(now).chargingSchedule.startSchedule, chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] };

  assert.equal(station.limit(), 16);
  for (const csChargingProfiles of [fallback, lease(now)]) {
    assert.equal((await client.call('SetChargingProfile', { connectorId: 1, csChargingProfiles })).status, 'Accepted');
  }
  assert.equal(station.limit(now), 10.1);
  assert.equal(station.limit(now + 61000), 6);
});

test('A profile against the schema is noticed', async (t) => {
  const { csms, station } = await pair(t);
  const bad = lease(Date.now());
  bad.chargingSchedule.chargingSchedulePeriod[0].limit = 10.15;
  const upstream = csms.stations.get('P-01');

  upstream.client.reconfigure({ strictMode: false });
  await assert.rejects(upstream.client.call('SetChargingProfile', { connectorId: 1, csChargingProfiles: bad }));
  assert.equal(station.wire.violations.length, 1);
  assert.deepEqual(station.calls, []);
});

test('A relay that reads and writes again, or that keeps numbers as doubles, would be caught', () => {
  for (const protocol of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']) {
    const language = dialect(protocol);
    const messages = new Messages(language, new Random(1));
    const frames = Array.from({ length: 200 }, () => messages.call(language.fromStation).text);
    const rewritten = frames.filter((text) => JSON.stringify(JSON.parse(text)) !== text);
    assert.ok(rewritten.length > 100, `${protocol}: ${rewritten.length} of 200`);
    assert.deepEqual(frames, Array.from({ length: 200 }, ((again) => () => again.call(language.fromStation).text)(new Messages(language, new Random(1)))), 'the same seed gives the same messages');
  }
});

async function pair(t) {
  const csms = await new Csms().listen();
  t.after(() => csms.close());
  const station = new Station(csms.url, 'P-01');
  t.after(() => station.close());
  await station.start();
  return { csms, station };
}

function modbus(port, code, start, count) {
  const request = Buffer.from([0, 9, 0, 0, 0, 6, 1, code, start >> 8, start & 255, count >> 8, count & 255]);
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request));
    let answer = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 6 && answer.length >= 6 + answer.readUInt16BE(4)) {
        socket.destroy();
        resolve(answer);
      }
    });
  });
}
