// The controller between a station and a back end that nobody here wrote, both strict about the official OCPP 1.6 schemas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Controller, siteFile } from './peers/controller.mjs';
import { Csms } from './peers/csms.mjs';
import { ModbusMeter } from './peers/modbus-meter.mjs';
import { Station } from './peers/station.mjs';
import { until } from './peers/until.mjs';
import { action, isCall, messageId } from './peers/wire.mjs';

const breaker = 63;
const fallback = 6;

describe('Between a strict station and a strict back end', () => {
  let building = 5;
  let csms, meter, controller, first, second;

  before(async () => {
    meter = await new ModbusMeter(() => Array(3).fill(building + (first?.drawn() ?? 0) + (second?.drawn() ?? 0))).listen();
    csms = await new Csms().listen();
    controller = await Controller.start(siteFile({ meterPort: meter.port, csmsUrl: csms.url }));
    first = new Station(controller.stations, 'S-01');
    second = new Station(controller.stations, 'S-02');
    await Promise.all([first.start(), second.start()]);
  });

  after(async () => {
    await first?.close();
    await second?.close();
    await controller?.stop();
    await csms?.close();
    await meter?.close();
  });

  const upstream = (station) => csms.stations.get(station.identity);

  const profiles = (station, purpose) => station.calls
    .filter(({ method }) => method === 'SetChargingProfile')
    .map(({ params, at }) => ({ ...params, profile: params.csChargingProfiles, at }))
    .filter(({ profile }) => profile.chargingProfilePurpose === purpose);

  const relayed = (text) => !(isCall(text) && action(text) === 'SetChargingProfile');

  const limitOf = ({ profile }) => profile.chargingSchedule.chargingSchedulePeriod[0].limit;

  test('Each station boots at the back end and gets its permanent fallback', async () => {
    for (const station of [first, second]) {
      assert.equal(station.boot.status, 'Accepted');
      const sent = await until('a fallback', 60, () => profiles(station, 'TxDefaultProfile').at(-1));
      assert.equal(limitOf(sent), fallback);
      assert.equal(sent.profile.chargingSchedule.duration, undefined, 'a fallback never expires');
      assert.equal(sent.profile.validTo, undefined, 'a fallback never expires');
    }
    await until('polls of the meter', 60, () => meter.polls > 2);
  });

  test('A transaction charges on leases that expire by themselves', async () => {
    await first.plugIn('FLEET-7');
    const expected = csms.nextTransaction - 1;
    assert.equal(first.transaction, expected, "the back end's transaction id");

    const lease = await until('a lease above the fallback', 90, () => profiles(first, 'TxProfile').find((one) => limitOf(one) > fallback));
    assert.ok(lease.at > profiles(first, 'TxDefaultProfile')[0].at, 'the fallback comes first');
    for (const { connectorId, profile } of profiles(first, 'TxProfile')) {
      assert.equal(connectorId, 1);
      assert.equal(profile.transactionId, expected);
      assert.ok(profile.chargingSchedule.duration > 0, 'a lease has a duration');
      assert.equal(profile.chargingProfileKind, 'Absolute');
      assert.ok(Date.parse(profile.chargingSchedule.startSchedule) < lease.at, 'a lease starts in the past');
      assert.ok(profile.stackLevel > profiles(first, 'TxDefaultProfile')[0].profile.stackLevel, 'a lease lies above the fallback');
    }
    await until('the vehicle to draw more than the fallback', 60, () => first.drawn() > fallback);
    assert.deepEqual(profiles(second, 'TxProfile'), [], 'no lease without a transaction');
  });

  test('A rising building load takes current back before the breaker minds', async () => {
    building = 52;
    const rose = Date.now();
    await until(() => `${building} A and ${first.drawn()} A to fit ${breaker} A`, 60, () => building + first.drawn() <= breaker);
    await until('a profile in answer to it', 60, () => first.calls.some(({ method, at }) => method.endsWith('ChargingProfile') && at > rose));
    building = 5;
  });

  test('What the back end asks arrives at the station, and its answers go back', async () => {
    const { client } = upstream(first);
    const asked = first.calls.length;

    const configuration = await client.call('GetConfiguration', { key: ['NumberOfConnectors', 'NoSuchKey'] });
    assert.deepEqual(configuration, {
      configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '1' }], unknownKey: ['NoSuchKey'],
    });
    const transfer = { vendorId: 'org.example.unheard-of', messageId: 'Ünïcode', data: '{"n":1.50,"big":12345678901234567890}' };
    assert.deepEqual(await client.call('DataTransfer', transfer), { status: 'UnknownVendorId' });
    assert.deepEqual(first.calls.slice(asked).find(({ method }) => method === 'DataTransfer').params, transfer);
    await assert.rejects(client.call('UnlockConnector', { connectorId: 1 }), (error) => error.rpcErrorCode === 'NotImplemented');
  });

  test("The back end's charging profile is rejected without reaching the station", async () => {
    const mark = 424242;
    const csChargingProfiles = {
      chargingProfileId: mark, stackLevel: 5, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Absolute',
      chargingSchedule: { chargingRateUnit: 'A', startSchedule: '2026-01-01T00:00:00Z', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
    };
    const answer = await upstream(first).client.call('SetChargingProfile', { connectorId: 0, csChargingProfiles });

    assert.deepEqual(answer, { status: 'Rejected' });
    // A call that follows it on the same socket is through: the rejected one is not still under way.
    await upstream(first).client.call('GetConfiguration', { key: ['NumberOfConnectors'] });
    assert.ok(!first.calls.some(({ params }) => params.csChargingProfiles?.chargingProfileId === mark));
  });

  test('Spaces and number forms of a frame survive', async () => {
    const raw = '[2, "raw-1",  "DataTransfer", {"vendorId":"raw" , "data":"1.50"}]';
    upstream(first).client.sendRaw(raw);
    await until('the raw frame at the station', 60, () => first.wire.received.includes(raw));
    const answer = await until("the station's answer", 60, () => first.wire.sent.find((text) => messageId(text) === 'raw-1'));
    await until('that answer at the back end', 60, () => upstream(first).wire.received.includes(answer));
  });

  test('The back end receives exactly what the stations sent, byte for byte', async () => {
    await first.unplug('FLEET-7');
    await first.close();
    await second.close();

    for (const station of [first, second]) {
      assert.ifError(station.meteringError);
      const { wire, connects } = upstream(station);
      const asked = new Set(wire.callsSent.filter(relayed).map(messageId));
      const answeredForIt = new Set(wire.callsSent.filter((text) => !relayed(text)).map(messageId));
      assert.equal(connects, 1);
      assert.deepEqual(wire.received.filter((text) => !answeredForIt.has(messageId(text))), station.wire.sent.filter((text) => isCall(text) || asked.has(messageId(text))));
      assert.deepEqual(wire.callsReceived, station.wire.callsSent);
    }
    const kinds = new Set(upstream(first).wire.callsReceived.map(action));
    for (const kind of ['BootNotification', 'StatusNotification', 'Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction']) {
      assert.ok(kinds.has(kind), kind);
    }
  });

  test('The stations receive what the back end sent, and of the controller only its own calls', () => {
    for (const station of [first, second]) {
      const { wire } = upstream(station);
      const fromBackEnd = new Set(wire.sent);
      const own = station.wire.received.filter((text) => !fromBackEnd.has(text));
      assert.ok(own.length > 0 && own.every(isCall), 'the controller answers nothing in the back end\'s place');

      assert.deepEqual(station.wire.received.filter((text) => fromBackEnd.has(text)), wire.sent.filter(relayed));

      const ownIds = new Set(own.map(messageId));
      assert.ok(!wire.received.some((text) => ownIds.has(messageId(text))), 'no answer to the controller reaches the back end');
    }
  });

  test('No message broke the official schemas at either end', () => {
    for (const station of [first, second]) {
      const { wire } = upstream(station);
      const odd = [...station.wire.violations, ...wire.violations].filter((failure) => !String(failure.buffer ?? '').includes('raw-1'));
      assert.deepEqual(odd, []);
    }
  });

  test('The controller ends cleanly when asked to', async () => {
    const code = await controller.stop();
    assert.equal(code, 0, controller.output);
  });
});
