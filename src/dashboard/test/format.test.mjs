import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './modules.mjs';

const { format, bars, words, tree, shape } = await load({ format: 'src/format.ts', bars: 'src/bars.ts', words: 'src/words.ts', tree: 'src/tree.ts', shape: 'src/plan/shape.ts' });
const { siteTree } = tree;

test('A missing number is a dash, never zero', () => {
  for (const missing of [null, undefined, NaN, Infinity]) assert.equal(format.number(missing), '–');
  assert.equal(format.quantity(null, 'kWh'), '–');
  assert.equal(format.duration(null), '–');
  assert.equal(format.age(null), 'no value yet');
});

test('Numbers have one decimal, a real minus and no minus zero', () => {
  assert.equal(format.number(9.55), '9.6');
  assert.equal(format.number(0), '0.0');
  assert.equal(format.number(-12), '−12.0');
  assert.equal(format.number(-0.01), '0.0');
  assert.equal(format.quantity(3.2, 'kWh'), '3.2 kWh');
});

test('Limits are shown as they are printed on the breaker', () => {
  assert.equal(format.limit(250), '250');
  assert.equal(format.limit(241.5), '241.5');
});

test('Durations read like a clock', () => {
  assert.equal(format.duration(7.9), '7 s');
  assert.equal(format.duration(212), '3:32 min');
  assert.equal(format.duration(60), '1:00 min');
  assert.equal(format.duration(7500), '2:05 h');
  assert.equal(format.duration(-1), '0 s');
});

test('The age of a reading has tenths while it is young', () => {
  assert.equal(format.age(0.44), '0.4 s');
  assert.equal(format.age(41.2), '41 s');
});

test('Date and time follow the zone and survive nonsense', () => {
  const { date, time } = format.clock('2026-11-22T10:00:00Z', 'Europe/Berlin');
  assert.equal(time, '11:00:00');
  assert.match(date, /Sun.*22 Nov/);
  assert.deepEqual(format.clock('soon'), { date: '–', time: '–' });
});

test('A sentence gets its full stop once', () => {
  assert.equal(format.sentence('level1 is full'), 'level1 is full.');
  assert.equal(format.sentence('done.'), 'done.');
});

const load250 = { name: 'L1', unit: 'A', drawn: 182.1, limit: 250, usable: 241.5, uncontrolled: 35.2 };

test('A bar spans its limit and shows its parts', () => {
  assert.deepEqual(bars.shape(load250), { drawn: 72.84, uncontrolled: 14.08, usable: 96.6, limit: 100 });
});

test('An excess stays visible beside the limit', () => {
  const shape = bars.shape({ ...load250, drawn: 500 });
  assert.equal(shape.drawn, 100);
  assert.equal(shape.limit, 50);
});

test('A bar without a limit or with export stays within its track', () => {
  assert.deepEqual(bars.shape({ ...load250, drawn: 0, limit: 0, usable: 0, uncontrolled: 0 }), { drawn: 0, uncontrolled: 0, usable: 0, limit: 0 });
  const exporting = bars.shape({ ...load250, drawn: -50, uncontrolled: -80 });
  assert.equal(exporting.uncontrolled, 0);
  assert.equal(exporting.drawn, 20);
});

test('Bar states say what the colour says', () => {
  assert.equal(bars.barState(load250, false).words, '59.4 A headroom');
  assert.equal(bars.barState(load250, true).flag, 'binding');
  assert.equal(bars.barState({ ...load250, drawn: 245 }, true).words, '3.5 A over usable');
  assert.equal(bars.barState({ ...load250, drawn: 256.4 }, false).words, '6.4 A over limit');
  assert.equal(bars.barState({ ...load250, drawn: -5 }, false).flag, 'feeding out');
  assert.match(bars.spoken(load250, bars.barState(load250, false)), /182\.1 A of 250 A, 35\.2 A of it uncontrolled; usable 241\.5 A/);
});

test('A bar binds when a reason names its circuit and phase, or its power', () => {
  const evse = (reason) => ({ evses: [{ reason }] });
  const keys = bars.bindingKeys({ stations: [
    evse({ code: 'CircuitLimit', subject: 'level1', phase: 'L2' }),
    evse({ code: 'PowerLimit', subject: 'main', phase: null }),
    evse({ code: 'TimedLimit', subject: 'level3', phase: 'L3', source: 'calendar night' }),
    evse({ code: 'VehicleTakes', subject: 'level2', phase: 'L1' }),
    evse(null),
  ] });
  assert.ok(bars.isBinding(keys, 'level1', { name: 'L2' }));
  assert.ok(bars.isBinding(keys, 'main', { name: 'Power' }));
  assert.ok(bars.isBinding(keys, 'level3', { name: 'L3' }));
  assert.ok(!bars.isBinding(keys, 'level1', { name: 'L1' }));
  assert.ok(!bars.isBinding(keys, 'level2', { name: 'L1' }));
});

test('States are plain words, offline wins, unknown ones are shown as they came', () => {
  assert.equal(words.evseState({ online: true }, { status: 'SuspendedEV' }).words, 'Paused by vehicle');
  assert.equal(words.evseState({ online: true }, { status: 'SuspendedEvse' }).words, 'Paused by station');
  assert.equal(words.evseState({ online: false }, { status: 'Charging' }).words, 'Offline');
  assert.equal(words.evseState({ online: true }, { status: 'Washing' }).words, 'Washing');
  assert.equal(words.mode('no-increase').words, 'No increase');
  assert.equal(words.mode('novel').words, 'novel');
});

test('A limit that comes and goes is one line with its source and its end', () => {
  assert.equal(words.timedLimit({ kind: 'calendar', source: 'peak hours', amps: null, kw: 90, ends: '20:00' }), '90 kW by calendar peak hours until 20:00');
  assert.equal(words.timedLimit({ kind: 'external', source: 'ems', amps: [100, 100, 100], kw: 62.5, ends: null }), '100 A, 62.5 kW by external ems');
  assert.equal(words.timedLimit({ kind: 'demand', source: 'contract demand', amps: [1, 2, 3], kw: null, ends: '10:15' }), '1/2/3 A by contract demand until 10:15');
});

test('The tree keeps every circuit and station, whatever the parents say', () => {
  const circuit = (id, parent) => ({ id, parent });
  const tree = siteTree({
    circuits: [circuit('b', 'a'), circuit('a', null), circuit('c', 'b'), circuit('lost', 'gone'), circuit('x', 'y'), circuit('y', 'x')],
    stations: [{ id: 's1', circuit: 'c' }, { id: 's2', circuit: 'nowhere' }],
  });
  assert.deepEqual(tree.roots.map((n) => n.circuit.id), ['a', 'lost', 'x']);
  assert.equal(tree.roots[0].children[0].children[0].stations[0].id, 's1');
  assert.deepEqual(tree.roots[2].children.map((n) => n.circuit.id), ['y']);
  assert.deepEqual(tree.strays.map((s) => s.id), ['s2']);
});

test('what is wished for a session is said where it is out of the ordinary', () => {
  assert.equal(words.terms({}), '');
  assert.equal(words.terms({ mode: 'fast', priority: 5, departure: null, needsKwh: null }), '');
  assert.equal(
    words.terms({ mode: 'solar', priority: 8, departure: '2026-05-04T04:00:00Z', needsKwh: 22.5 }, 'Europe/Berlin'),
    'solar · priority 8 · leaves Mon 4 May 06:00 · needs 22.5 kWh');
});

test('Energy has a decimal while it is small, parts are whole percents', () => {
  assert.equal(format.energy(38.42), '38.4 kWh');
  assert.equal(format.energy(312.6), '313 kWh');
  assert.equal(format.energy(null), '–');
  assert.equal(format.share(3, 10), '30 %');
  assert.equal(format.share(0.01, 10), '< 1 %');
  assert.equal(format.share(0, 0), '–');
});

test('A change of a limit is raised, lowered, ended by itself or the first', () => {
  assert.equal(words.change({ from: 6, to: 9, change: 'increase' }).words, 'raised');
  assert.equal(words.change({ from: 9, to: 6, change: 'decrease' }).words, 'lowered');
  assert.equal(words.change({ from: 9, to: 6, change: 'hold' }).words, 'limit ended');
  assert.equal(words.change({ from: null, to: 6, change: 'hold' }).words, 'first limit');
});

test('What waits for the back end is told with the time of the oldest', () => {
  assert.equal(words.waitingFor({ messages: 2, since: '2026-11-02T03:04:05Z' }, 'UTC'), 'waiting for the back end: 2 messages since Mon 2 Nov 03:04:05');
  assert.equal(words.waitingFor({ messages: 1, since: '2026-11-02T03:04:05Z' }, 'UTC'), 'waiting for the back end: 1 message since Mon 2 Nov 03:04:05');
});

test('Slots of a plan lie one after the other, and an instant is in one of them', () => {
  const times = shape.slotTimes({ start: '2026-03-02T20:00:00Z', minutes: [5, 5, 15] });
  assert.deepEqual(times.map((at) => (at - times[0]) / 60_000), [0, 5, 10, 25]);
  assert.deepEqual([-1, 0, 5, 12, 99].map((minute) => shape.slotAt(times, times[0] + minute * 60_000)), [0, 0, 1, 2, 2]);
});

test('What a plan draws is stacked from zero up, and what gives goes down', () => {
  const layers = shape.stack({ minutes: [15, 15], loadKw: [2, 3], vehicles: [{ evse: 'a', kw: [4, -1] }, { evse: 'b', kw: [1, 2] }], batteries: [{ id: 'cell', kw: [-2, -3] }] });
  assert.deepEqual(layers.map(({ low, high }) => [low, high]), [[[0, 0], [2, 3]], [[2, -1], [6, 0]], [[6, 3], [7, 5]], [[-2, -4], [0, -1]]]);
});

test('A scale holds all values, with round lines and zero among them', () => {
  for (const values of [[0, 92], [-9, 92], [0.05, 0.31], [-0.04, 0.2], [0], [3, 1200]]) {
    const { low, high, ticks } = shape.scale(values);
    assert.ok(low <= Math.min(0, ...values) && high >= Math.max(...values), String(values));
    assert.ok(ticks.some((tick) => Math.abs(tick) < 1e-12) && ticks.every((tick) => tick >= low && tick <= high + 1e-12), `${values}: ${ticks}`);
    assert.ok(ticks.length >= 2 && ticks.length <= 9, `${values}: ${ticks}`);
  }
});

test('The axis names hours of the site\'s clock, also in the night in which it changes', () => {
  const from = Date.parse('2026-10-24T20:00:00Z'); // 22:00 in Berlin, an hour shown twice ahead
  const hours = shape.hours([from, from + 8 * 3_600_000], 'Europe/Berlin').map(({ label }) => label);
  assert.deepEqual(hours, ['', '23:00', 'Sun', '01:00', '02:00', '02:00', '03:00', '04:00']);
  assert.deepEqual(shape.hours([from, from + 24 * 3_600_000], 'no such zone').length > 5, true);
});
