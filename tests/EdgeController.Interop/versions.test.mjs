// All three versions on two independent libraries behind one controller, with two back ends of which one goes away in between.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BackEnd } from './peers/adapters.mjs';
import { Charger, scheduleOf } from './peers/charger.mjs';
import { Controller, siteFile } from './peers/controller.mjs';
import { ModbusMeter } from './peers/modbus-meter.mjs';
import { freePort } from './peers/ports.mjs';
import { RawCsms, RawStation } from './peers/raw.mjs';
import { until } from './peers/until.mjs';
import { dialect } from './random/schemas.mjs';

const fallback = 6;
let nextTransaction = 7001;

function answerOfBackEnd(protocol, action, { idToken }) {
  const old = protocol === 'ocpp1.6';
  switch (action) {
    case 'BootNotification': return { status: 'Accepted', interval: 86400, currentTime: new Date().toISOString() };
    case 'Authorize': return old ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } };
    case 'StartTransaction': return { transactionId: nextTransaction++, idTagInfo: { status: 'Accepted' } };
    case 'TransactionEvent': return idToken ? { idTokenInfo: { status: 'Accepted' } } : {};
    case 'StatusNotification': case 'MeterValues': case 'StopTransaction': return {};
    default: return undefined;
  }
}

describe('Three versions, two libraries, two back ends', () => {
  let north, south, raw, meter, controller;
  let chargers = [];
  let away, stays, idle, busy;

  before(async () => {
    north = await new BackEnd('ocpp-rpc', answerOfBackEnd, await freePort()).listen();
    south = await new BackEnd('ocpp-ws-io', answerOfBackEnd).listen();
    raw = await new RawCsms().listen();
    meter = await new ModbusMeter(() => Array(3).fill(5 + chargers.reduce((sum, charger) => sum + charger.drawn(), 0))).listen();
    const names = { 'ocpp1.6': '16', 'ocpp2.0.1': '201', 'ocpp2.1': '21' };
    const plan = ['ocpp-ws-io', 'ocpp-rpc'].flatMap((library) => Object.entries(names)
      .map(([protocol, short]) => ({ library, protocol, identity: `${library === 'ocpp-rpc' ? 'S' : 'N'}-${short}` })));
    controller = await Controller.start(siteFile({
      meterPort: meter.port,
      limit: 160,
      stations: [...plan.map(({ identity }) => identity), 'R-16', 'R-201', 'R-21'],
      csms: {
        north: { url: north.url, stations: '["N-*"]' },
        south: { url: south.url, stations: '["S-16", "S-201", "S-21"]' },
        raw: { url: raw.url, stations: '["R-*"]' },
      },
    }));
    chargers = plan.map(({ library, identity, protocol }) => new Charger(library, controller.stations, identity, protocol));
    // Each leg joins two libraries: who wrote the station has not written its back end.
    away = chargers.filter(({ identity }) => identity.startsWith('N'));
    stays = chargers.filter(({ identity }) => identity.startsWith('S'));
    [busy, idle] = [[away[0], away[2]], [away[1]]];
    await Promise.all(chargers.map((charger) => charger.start()));
  });

  after(async () => {
    await Promise.all(chargers.map((charger) => charger.stop()));
    await controller?.stop();
    await Promise.all([north, south, raw, meter].map((peer) => peer?.close()));
  });

  const backEndOf = (charger) => (away.includes(charger) ? north : south);

  const profiles = (charger, purpose) => charger.calls
    .filter(({ action }) => action === 'SetChargingProfile')
    .map(({ params, at }) => ({ at, params, profile: params.csChargingProfiles ?? params.chargingProfile }))
    .filter(({ profile }) => profile.chargingProfilePurpose === purpose);

  const limitOf = ({ profile }) => scheduleOf(profile).chargingSchedulePeriod[0].limit;

  test('Every station boots at its back end and gets a fallback that never expires', async () => {
    for (const charger of chargers) {
      assert.equal(charger.boot.status, 'Accepted');
      const sent = await until(`a fallback for ${charger.identity}`, 60, () => profiles(charger, 'TxDefaultProfile').at(-1));
      assert.equal(limitOf(sent), fallback);
      assert.equal(scheduleOf(sent.profile).duration, undefined);
    }
  });

  test('Every station charges on leases of its own version that expire by themselves', async () => {
    await Promise.all(chargers.map((charger, n) => charger.plugIn(`TAG-${n}`)));
    for (const charger of chargers) {
      const { params, profile } = await until(`a lease for ${charger.identity}`, 60, () => profiles(charger, 'TxProfile').find((one) => limitOf(one) > fallback));
      assert.ok(scheduleOf(profile).duration > 0);
      assert.equal(profile.chargingProfileKind, 'Absolute');
      assert.equal(String(profile.transactionId), String(charger.transaction));
      assert.equal(charger.old ? params.connectorId : params.evseId, 1);
      if (!charger.old) assert.ok(Number.isInteger(profile.id) && Number.isInteger(scheduleOf(profile).id));
      await until(`${charger.identity} to draw more than its fallback`, 60, () => charger.drawn() > fallback);
      await until(`three meter values of ${charger.identity}`, 60, () => charger.metered >= 3);
    }
  });

  test('What a back end asks arrives in every version, and its answer goes back', async () => {
    for (const charger of chargers) {
      const end = backEndOf(charger).of(charger.identity).at(-1);
      const transfer = { vendorId: 'org.example.unheard-of', messageId: 'Ünïcode' };
      assert.deepEqual(await end.call('DataTransfer', transfer), { status: 'UnknownVendorId' });
      assert.deepEqual(charger.calls.findLast(({ action }) => action === 'DataTransfer').params, transfer);
    }
  });

  test('UpdateDynamicSchedule of a back end is relayed in 2.1', async () => {
    const charger = chargers.find(({ identity }) => identity === 'S-21');
    const asked = { chargingProfileId: 77, scheduleUpdate: { limit: 12.5 } };
    assert.equal((await south.of('S-21').at(-1).call('UpdateDynamicSchedule', asked)).status, 'Rejected');
    assert.deepEqual(charger.calls.findLast(({ action }) => action === 'UpdateDynamicSchedule').params, asked);
  });

  test('While a back end is away its stations stay and charge on, and what they say of transactions is delivered later', async () => {
    for (const charger of idle) {
      charger.unplug();
      await until(`${charger.identity} to be done`, 60, () => charger.idle);
    }
    await north.close();
    const before = busy.map(({ metered }) => metered);
    for (const [n, charger] of busy.entries()) await until(`${charger.identity} to be answered by the controller`, 60, () => charger.metered > before[n] + 1);
    for (const charger of busy) charger.unplug();
    await until('the transactions to end without their back end', 60, () => busy.every((charger) => charger.idle));
    await north.listen();

    const ends = ({ identity, old }) => north.of(identity).slice(1).flatMap(({ log }) => log.received)
      .filter(([type, , action, body]) => type === 2 && (old ? action === 'StopTransaction' : action === 'TransactionEvent' && body.eventType === 'Ended'));
    for (const charger of busy) {
      const [, , , body] = await until(`the end of ${charger.identity}'s transaction`, 60, () => ends(charger).at(-1));
      if (!charger.old) assert.equal(body.offline, true, `${charger.identity}: told late`);
    }
    for (const charger of [...busy, ...idle, ...stays]) {
      assert.equal(charger.connections.length, 1, `${charger.identity} kept its connection`);
      assert.equal(charger.refusals, 0);
    }
    for (const charger of idle) await until(`${charger.identity} upstream again`, 60, () => north.of(charger.identity).length > 1);
  });

  test("A vehicle's whole transaction is at its back end", async () => {
    for (const charger of stays) charger.unplug();
    await until('the last transactions to end', 60, () => chargers.every((charger) => charger.idle));
    for (const charger of chargers) {
      const name = (kind) => ([, , action]) => action === kind;
      const calls = backEndOf(charger).of(charger.identity).flatMap(({ log }) => log.received).filter(([type]) => type === 2);
      const said = charger.connections.flatMap(({ log }) => log.sent).filter(([type]) => type === 2);
      assert.ok(calls.length > 0);
      if (charger.old) {
        assert.equal(calls.filter(name('StartTransaction')).length, 1);
        const stops = unique(calls.filter(name('StopTransaction')));
        assert.equal(stops.length, 1);
        const values = (list) => unique(list.filter(name('MeterValues'))).map(([, , , { meterValue }]) => meterValue[0].timestamp);
        assert.deepEqual([...new Set(values(calls))], [...new Set(values(said))], `${charger.identity}: every meter value, in order`);
        assert.ok(values(calls).length >= 3);
      } else {
        const numbers = (list) => unique(list.filter(name('TransactionEvent'))).map(([, , , { seqNo }]) => seqNo);
        const got = [...new Set(numbers(calls))];
        assert.deepEqual(got, got.map((_, n) => n), `${charger.identity}: no gap in the sequence numbers`);
        assert.deepEqual(got, [...new Set(numbers(said))]);
        const events = calls.filter(name('TransactionEvent')).map(([, , , { eventType }]) => eventType);
        assert.equal(events[0], 'Started');
        assert.equal(events.at(-1), 'Ended');
        assert.ok(events.filter((event) => event === 'Updated').length >= 3);
      }
    }
  });

  test('Where nothing broke, both ends saw the same messages once and in order, but for the calls of the controller', async () => {
    await Promise.all(stays.map((charger) => charger.stop()));
    for (const charger of stays) {
      const [{ log: upstream }] = south.of(charger.identity);
      const [{ log }] = charger.connections;
      const own = new Set(log.received.filter(([type, id]) => type === 2 && !upstream.sent.some((frame) => frame[0] === 2 && frame[1] === id)).map(([, id]) => id));
      assert.ok(own.size > 1, 'the controller called');
      assert.deepEqual(upstream.received, log.sent.filter(([type, id]) => type === 2 || !own.has(id)));
      assert.deepEqual(log.received.filter(([type, id]) => type !== 2 || !own.has(id)), upstream.sent);
      assert.ok(![...upstream.received, ...upstream.sent].some(([, id]) => own.has(id)));
    }
  });

  test('Every call of the controller fits the official schema, and no end found anything wrong', () => {
    for (const charger of chargers) {
      for (const { action, params } of charger.calls) dialect(charger.protocol).check(`${action}.req`, params);
      for (const { log } of [...charger.connections, ...backEndOf(charger).of(charger.identity)]) assert.deepEqual(log.violations, []);
    }
  });

  test('Types 5 and 6 pass between 2.1 peers and never where a version does not know them', async () => {
    const frames = [
      '[6, "send-1","NotifyPeriodicEventStream",{"id":1,"pending":0,"basetime":"2026-01-01T00:00:00Z","data":[{"t":0.50,"v":"1"}]}]',
      '[5,"answered-1","FormatViolation","not what was asked",{}]',
      '[2,"mark","DataTransfer",{"vendorId":"org.example.mark"}]',
    ];
    for (const [identity, protocol] of Object.entries({ 'R-16': 'ocpp1.6', 'R-201': 'ocpp2.0.1', 'R-21': 'ocpp2.1' })) {
      const station = await new RawStation(controller.stations, identity, protocol).connect();
      // It refuses every call of the controller, at once: one that is under way holds up those of the back end.
      station.answer = ({ id }) => (id.startsWith('ec-') ? `[4,"${id}","NotSupported","",{}]` : undefined);
      await until(`${identity} upstream`, 60, () => raw.of(identity).connects === 1);
      const backEnd = raw.of(identity);
      const expected = protocol === 'ocpp2.1' ? frames : frames.slice(-1);
      for (const [from, to] of [[station, backEnd], [backEnd, station]]) {
        for (const frame of frames) from.send(frame);
        const heard = () => to.received.map(String).filter((text) => !text.includes('"ec-'));
        await until(`the mark of ${identity}`, 60, () => heard().includes(frames.at(-1)));
        assert.deepEqual(heard(), expected);
        to.received.length = 0;
      }
      await station.close();
    }
  });

  /** Frames without repeats of one message id. */
  function unique(frames) {
    const seen = new Set();
    return frames.filter(([, id]) => !seen.has(id) && seen.add(id));
  }
});
