// What station and back end say to each other arrives byte for byte, in order and once: random messages by the official schemas of
// each version, both directions at the same time, with nothing but sockets at both ends.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Controller, siteFile } from './peers/controller.mjs';
import { ModbusMeter } from './peers/modbus-meter.mjs';
import { RawCsms, RawStation } from './peers/raw.mjs';
import { until } from './peers/until.mjs';
import { Messages } from './random/messages.mjs';
import { Random, seedOf } from './random/random.mjs';
import { dialect } from './random/schemas.mjs';

const perDirection = 1000;
const seed = seedOf(process.env.EDGE_LONG ? Date.now() % 2 ** 31 : 20261);
// Four stations a version share the messages: one alone would be slowed down for sending as much as it does here.
const each = 4;
const protocols = Object.fromEntries(Object.entries({ 16: 'ocpp1.6', 201: 'ocpp2.0.1', 21: 'ocpp2.1' })
  .flatMap(([short, protocol]) => Array.from({ length: each }, (_, n) => [`T-${short}-${n}`, protocol])));

// What the profile policy names; a start passes where it carries no profile.
const intercepted = {
  'ocpp1.6': ['SetChargingProfile', 'ClearChargingProfile', 'GetCompositeSchedule'],
  'ocpp2.0.1': ['SetChargingProfile', 'ClearChargingProfile', 'GetCompositeSchedule', 'GetChargingProfiles'],
};
intercepted['ocpp2.1'] = intercepted['ocpp2.0.1'];

describe(`Random messages through the controller (EDGE_SEED=${seed})`, () => {
  let meter, csms, controller;
  const stations = {};

  before(async () => {
    meter = await new ModbusMeter(() => [5, 5, 5]).listen();
    csms = await new RawCsms().listen();
    controller = await Controller.start(siteFile({ meterPort: meter.port, csmsUrl: csms.url, stations: Object.keys(protocols), limit: 160 }));
    for (const [identity, protocol] of Object.entries(protocols)) {
      stations[identity] = await new RawStation(controller.stations, identity, protocol).connect();
    }
    await until('all stations upstream', 60, () => Object.keys(protocols).every((identity) => csms.of(identity).connects === 1));
  });

  after(async () => {
    for (const station of Object.values(stations)) await station.close();
    await controller?.stop();
    await csms?.close();
    await meter?.close();
  });

  test(`${perDirection} messages a version and direction arrive byte for byte, in order and once`, async () => {
    await Promise.all(Object.entries(protocols).map(([identity, protocol], n) => converse(stations[identity], csms.of(identity), dialect(protocol), seed + n)));
  });

  test('The policy answers every profile message in place of the station, however it is spelled', async () => {
    await Promise.all(Object.entries(protocols).map(([identity, protocol], n) => proposeProfiles(stations[identity], csms.of(identity), dialect(protocol), seed + 500 + n)));
  });

  test('No connection was lost and no message found unreadable or too much', () => {
    for (const identity of Object.keys(protocols)) {
      assert.equal(csms.of(identity).connects, 1);
      assert.equal(stations[identity].socket.readyState, 1);
    }
    assert.doesNotMatch(controller.output, /defect|MalformedFrame|UnknownAnswer|MessageDropped|ForeignMessageType|MessageIdMapped|Flood|Exception/);
  });

  const isOwn = (bytes) => JSON.parse(bytes)[1].startsWith('ec-');

  /** Answers the controller's own calls as a station that takes profiles and knows no variables. */
  const answerToController = ({ id, action }) => (/Profile$/.test(action) ? `[3,"${id}",{"status":"Accepted"}]` : `[4,"${id}","NotImplemented","",{}]`);

  async function converse(station, backEnd, language, from) {
    const messages = { up: new Messages(language, new Random(from)), down: new Messages(language, new Random(from + 100)) };
    const random = new Random(from + 200);
    const expected = { up: null, down: null };
    const failures = [];
    const counts = { station: station.received.length, backEnd: backEnd.received.length, sentDown: backEnd.sent.length, sentUp: station.sent.length };

    const receive = (direction, { id, data }) => {
      const call = expected[direction];
      if (!call || Buffer.compare(data, Buffer.from(call.text)) !== 0) {
        failures.push(`${direction}: expected\n${call?.text}\ngot\n${data}`);
        return undefined;
      }
      call.reply = messages[direction].answer(call);
      return { text: call.reply.text, cuts: call.reply.cuts, id };
    };
    backEnd.answer = (call) => receive('up', call);
    station.answer = (call) => (isOwn(call.data) ? answerToController(call) : receive('down', call));

    const drive = async (direction, end, actions) => {
      for (let n = 0; n < perDirection / each && failures.length === 0; n++) {
        const call = messages[direction].call(actions);
        expected[direction] = call;
        const answer = await end.call(call.id, call.text, { cuts: call.cuts });
        const reply = call.reply?.text ?? '';
        if (Buffer.compare(answer, Buffer.from(reply)) !== 0) failures.push(`${direction}: ${call.text}\nwas answered\n${reply || 'by nobody'}\nand got\n${answer}`);
        if (language.protocol === 'ocpp2.1' && random.chance(0.1)) {
          const { text, cuts } = messages[direction].unanswered(call.id);
          end.send(text, cuts);
        }
      }
    };
    const down = language.fromCsms.filter((action) => !intercepted[language.protocol].includes(action));
    await Promise.all([drive('up', station, language.fromStation), drive('down', backEnd, down)]);
    assert.equal(failures.join('\n\n'), '');

    // The whole wire once more: nothing twice, nothing between, nothing overtaken.
    const text = (list) => list.map(String);
    const upward = () => text(station.sent.slice(counts.sentUp).filter((bytes) => !isOwn(bytes)));
    const atBackEnd = () => text(backEnd.received.slice(counts.backEnd));
    await until('the last frames at the back end', 60, () => atBackEnd().length >= upward().length);
    assert.deepEqual(atBackEnd(), upward());
    const calls = (list) => list.filter((frame) => [2, 6].includes(JSON.parse(frame)[0]));
    const answers = (list) => list.filter((frame) => ![2, 6].includes(JSON.parse(frame)[0]));
    const downward = text(backEnd.sent.slice(counts.sentDown));
    const atStation = () => text(station.received.slice(counts.station).filter((bytes) => !isOwn(bytes)));
    await until('the last frames at the station', 60, () => atStation().length >= downward.length);
    // A CALL may wait for the one of the controller that is under way, so that an answer overtakes it; a SEND waits for nobody.
    for (const part of [calls, answers]) assert.deepEqual(part(atStation()), part(downward));
  }

  async function proposeProfiles(station, backEnd, language, from) {
    const random = new Random(from);
    const messages = new Messages(language, random);
    const before = station.received.length;
    const start = language.protocol === 'ocpp1.6' ? 'RemoteStartTransaction' : 'RequestStartTransaction';
    const verdict = { SetChargingProfile: 'Rejected', ClearChargingProfile: 'Unknown', GetCompositeSchedule: 'Rejected', GetChargingProfiles: 'NoProfiles', [start]: 'Rejected' };
    const actions = [...intercepted[language.protocol], start];
    station.answer = (call) => (isOwn(call.data) ? answerToController(call) : undefined);
    let asked = 0;
    while (asked < 200 / each) {
      const call = messages.call(actions, { profiles: true });
      if (call.action === start && !call.value[3].chargingProfile) continue;
      asked++;
      const [type, id, payload] = JSON.parse(await backEnd.call(call.id, call.text, { cuts: call.cuts, seconds: 30 }));
      assert.deepEqual([type, id, payload], [3, call.id, { status: verdict[call.action] }], call.text);
      language.check(`${call.action}.conf`, payload);
    }
    const sneaked = station.received.slice(before).filter((bytes) => !isOwn(bytes));
    assert.deepEqual(sneaked.map(String), []);
  }
});
