// The controller as a station of its own at a back end that checks every message against the official schemas, in all versions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BackEnd } from './peers/adapters.mjs';
import { Charger } from './peers/charger.mjs';
import { Controller, siteFile } from './peers/controller.mjs';
import { ModbusMeter } from './peers/modbus-meter.mjs';
import { until } from './peers/until.mjs';

const versions = [
  { protocol: 'ocpp1.6', identity: 'G-16', stations: ['N-1'] },
  { protocol: 'ocpp2.0.1', identity: 'G-201', stations: ['S-1', 'S-2'] },
  { protocol: 'ocpp2.1', identity: 'G-21', stations: ['E-1'] },
];

function answer(protocol, action) {
  const old = protocol === 'ocpp1.6';
  switch (action) {
    case 'BootNotification': return { status: 'Accepted', interval: 3, currentTime: new Date().toISOString() };
    case 'Heartbeat': return { currentTime: new Date().toISOString() };
    case 'Authorize': return old ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } };
    case 'StatusNotification': case 'MeterValues': case 'TransactionEvent': case 'NotifyReport': case 'ReportChargingProfiles':
    case 'NotifyChargingLimit': case 'ClearedChargingLimit': return {};
    default: return undefined;
  }
}

const period = (limit) => [{ startPeriod: 0, limit }];
const start = '2026-01-01T00:00:00Z';

const profile = (old, limit) => (old
  ? { connectorId: 0, csChargingProfiles: { chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: 'ChargePointMaxProfile', chargingProfileKind: 'Absolute', chargingSchedule: { chargingRateUnit: 'A', startSchedule: start, chargingSchedulePeriod: period(limit) } } }
  : { evseId: 0, chargingProfile: { id: 5, stackLevel: 0, chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute', chargingSchedule: [{ id: 1, chargingRateUnit: 'A', startSchedule: start, chargingSchedulePeriod: period(limit) }] } });

describe('The controller as a station of its own', () => {
  let backEnd, meter, controller;
  let chargers = [];

  before(async () => {
    backEnd = await new BackEnd('ocpp-rpc', answer).listen();
    meter = await new ModbusMeter(() => Array(3).fill(5 + chargers.reduce((sum, charger) => sum + charger.drawn(), 0))).listen();
    controller = await Controller.start(siteFile({
      meterPort: meter.port,
      limit: 160,
      stations: versions.flatMap(({ stations }) => stations),
      csms: Object.fromEntries(versions.map(({ protocol, identity, stations }, n) => [`end${n}`, {
        url: backEnd.url, stations: JSON.stringify(stations), more: `identity: ${identity}, identity_ocpp: "${protocol.slice(4)}"`,
      }])),
    }));
    chargers = ['S-1', 'S-2'].map((identity) => new Charger('ocpp-rpc', controller.stations, identity, 'ocpp2.0.1'));
    await Promise.all(chargers.map((charger) => charger.start()));
  });

  after(async () => {
    await Promise.all(chargers.map((charger) => charger.stop()));
    await controller?.stop();
    await Promise.all([backEnd, meter].map((peer) => peer?.close()));
  });

  const own = ({ identity }) => until(`the controller as ${identity}`, 60, () => backEnd.of(identity).at(-1));

  const said = (end, action) => end.log.received.filter(([type, , name]) => type === 2 && name === action).map(([, , , params]) => params);

  const limits = (action, body) => fetch(new URL('/api/v1/limits' + action, controller.page), body);

  test('It boots, beats, and shows its settings', async () => {
    for (const version of versions) {
      const end = await own(version);
      assert.equal(end.protocol, version.protocol);
      await until(`two heartbeats of ${version.identity}`, 60, () => said(end, 'Heartbeat').length >= 2);
      if (version.protocol === 'ocpp1.6') {
        assert.equal(said(end, 'StatusNotification')[0].connectorId, 0);
        const { configurationKey } = await end.call('GetConfiguration', { key: ['NumberOfConnectors'] });
        assert.equal(configurationKey[0].value, '0');
        assert.equal((await end.call('Reset', { type: 'Soft' })).status, 'Rejected');
      } else {
        assert.equal((await end.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })).status, 'Accepted');
        await until('its report', 60, () => said(end, 'NotifyReport').length > 0);
        const asked = { component: { name: 'SmartChargingCtrlr' }, variable: { name: 'Enabled' } };
        assert.equal((await end.call('GetVariables', { getVariableData: [asked] })).getVariableResult[0].attributeValue, 'true');
        assert.equal((await end.call('SetVariables', { setVariableData: [{ ...asked, attributeValue: 'false' }] })).setVariableResult[0].attributeStatus, 'Rejected');
        assert.equal((await end.call('Reset', { type: 'Immediate' })).status, 'Rejected');
      }
    }
  });

  test('A group limit is taken, reported, and in the composite schedule', async () => {
    for (const version of versions) {
      const end = await own(version);
      const old = version.protocol === 'ocpp1.6';
      assert.equal((await end.call('SetChargingProfile', profile(old, 13))).status, 'Accepted');
      const composite = await end.call('GetCompositeSchedule', { [old ? 'connectorId' : 'evseId']: 0, duration: 300 });
      assert.equal((composite.chargingSchedule ?? composite.schedule).chargingSchedulePeriod[0].limit, 13);
      if (!old) {
        assert.equal((await end.call('GetChargingProfiles', { requestId: 2, chargingProfile: {} })).status, 'Accepted');
        await until('the report of it', 60, () => said(end, 'ReportChargingProfiles').length > 0);
        assert.equal((await end.call('SetChargingProfile', { ...profile(false, 13), evseId: 1 })).status, 'Rejected');
      }
      assert.equal((await end.call('ClearChargingProfile', {})).status, 'Accepted');
    }
  });

  test('The stations of that back end follow it together', async () => {
    await Promise.all(chargers.map((charger, n) => charger.plugIn(`TAG-${n}`)));
    const drawn = () => chargers.reduce((sum, charger) => sum + charger.drawn(), 0);
    await until('both to charge well', 120, () => drawn() > 20);
    const end = await own(versions[1]);
    assert.equal((await end.call('SetChargingProfile', profile(false, 14))).status, 'Accepted');
    await until('both together to draw no more than the limit', 20, () => drawn() <= 14);
    assert.ok(drawn() > 0);
  });

  test('It tells of the limit of an energy manager and of its end', async () => {
    const set = await limits('', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ circuit: 'main', source: 'ems', amps: 30, ttl: 600 }) });
    assert.ok(set.ok, await set.text());
    for (const version of versions.slice(1)) {
      const end = await own(version);
      const told = await until(`${version.identity} to tell of it`, 60, () => said(end, 'NotifyChargingLimit')[0]);
      assert.equal(told.chargingLimit.chargingLimitSource, 'EMS');
      assert.equal(told.chargingSchedule[0].chargingSchedulePeriod[0].limit, 30);
    }
    await limits('/main/ems', { method: 'DELETE' });
    for (const version of versions.slice(1)) {
      const end = await own(version);
      await until(`${version.identity} to tell of its end`, 60, () => said(end, 'ClearedChargingLimit').length > 0);
    }
  });

  test('Nothing that it said broke the schemas', async () => {
    for (const version of versions) assert.deepEqual((await own(version)).log.violations, []);
  });
});
