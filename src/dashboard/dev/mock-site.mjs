/** A made-up site that moves: pure in `at` (milliseconds), so that the same moment gives the same picture. */
export function mockSite(at, { stations: wanted = 24, hostile = false, alarms = true } = {}) {
  const t = at / 1000;
  const wave = (period, phase = 0) => Math.sin((2 * Math.PI * t) / period + phase);
  const one = (value) => Math.round(value * 10) / 10;
  const half = Math.ceil(wanted / 2);

  const scale = wanted / 24;
  const kinds = ['charging', 'charging', 'charging', 'charging', 'ev', 'charging', 'free', 'charging', 'slow', 'charging', 'prepare', 'charging'];
  const usable = (circuit) => (circuit === 'level1' ? 96 : 120.3) * scale;

  /** What is left on L1 of a circuit for each that charges freely, so that the bars and the reasons agree. */
  function fairShare(circuit) {
    const [first, last] = circuit === 'level1' ? [0, half] : [half, wanted];
    let free = 0;
    let taken = circuit === 'level1' ? 3.4 : 7;
    for (let i = first; i < last; i++) {
      if (i === 17) taken += 6;
      else if (i === 19) taken += 13.2;
      else if (kinds[i % 12] === 'slow') taken += 7.9;
      else if (kinds[i % 12] === 'charging') free += 1;
    }
    return free === 0 ? 6 : Math.min(16, (usable(circuit) - taken) / free);
  }

  const stations = [];
  for (let i = 0; i < wanted; i++) {
    const level = i < half ? 1 : 2;
    const n = (level === 1 ? i : i - half) + 1;
    const big = level === 2 && n > half - 2;
    stations.push(station(`N${level}-${String(n).padStart(2, '0')}`, `level${level}`, i, big));
  }
  if (hostile) stations[1].id = '<img src=x onerror="window.hacked=1">';

  function station(id, circuit, i, big) {
    const kind = kinds[i % 12];
    const maxAmps = big ? 32 : 16;
    const level = one(usable(circuit));
    const offline = i === 17;
    const astray = i === 19;
    const share = one(fairShare(circuit) + 0.3 * wave(40, i));
    const evse = { id: `${id}/1`, number: 1, maxAmps, fallbackAmps: 6, leaseSecondsLeft: 150 + ((i * 37 + 150 - Math.floor(t % 150)) % 150), following: true };
    const draw = (amps) => [amps - 0.1, amps - 0.2, amps - 0.1].map((a, k) => one(Math.max(0, a + 0.08 * wave(7 + k, i))));
    const full = { code: 'CircuitLimit', subject: circuit, phase: 'L1', amount: level, sentence: `${circuit} L1: its usable ${level} A are taken` };
    const plain = (code, sentence, subject = null, amount = null) => ({ code, subject, phase: null, amount, sentence });
    if (offline) {
      Object.assign(evse, { status: 'Charging', setpointAmps: 6, measuredAmps: null, leaseSecondsLeft: null, sessionKwh: one(4.4),
        reason: plain('Offline', 'station offline, it keeps its last limit until that expires, then its fallback', id) });
    } else if (astray) {
      Object.assign(evse, { status: 'Charging', setpointAmps: 8, measuredAmps: draw(13.2), sessionKwh: one(7 + ((t / 3600) % 1) * 9), following: false,
        reason: plain('StationMaximum', 'counted at what it draws until it follows') });
    } else if (kind === 'ev') {
      Object.assign(evse, { status: 'SuspendedEV', setpointAmps: 6, measuredAmps: [0, 0, 0], leaseSecondsLeft: null, sessionKwh: one(18.4 + i),
        reason: plain('VehicleTakes', 'the vehicle takes no more than 0 A', null, 0) });
    } else if (kind === 'free') {
      Object.assign(evse, { status: 'Available', setpointAmps: null, measuredAmps: null, leaseSecondsLeft: null, sessionKwh: null,
        reason: plain('NoVehicle', 'no vehicle connected') });
    } else if (kind === 'prepare') {
      Object.assign(evse, { status: 'Preparing', setpointAmps: 6, measuredAmps: [0, 0, 0], leaseSecondsLeft: null, sessionKwh: 0,
        reason: plain('NoTransaction', 'vehicle connected, charging not started yet') });
    } else if (kind === 'slow') {
      Object.assign(evse, { status: 'Charging', setpointAmps: 8, measuredAmps: [one(7.8 + 0.1 * wave(9, i)), 0, 0], sessionKwh: one(2.1 + ((t / 3600) % 1) * 2),
        reason: plain('VehicleTakes', 'the vehicle takes no more than 8 A', null, 8) });
    } else {
      Object.assign(evse, { status: 'Charging', setpointAmps: share, measuredAmps: draw(share), sessionKwh: one(1 + ((i * 2.3) % 21) + ((t / 3600) % 1) * 6), reason: full, lostAmps: one(Math.max(0, 16 - share)) });
    }
    return { id, circuit, online: !offline, ocppVersion: ['1.6', '2.0.1', '2.1'][i % 3], vendor: 'Example', model: big ? 'Duo 22' : 'One 11', evses: [evse] };
  }

  const drawn = (circuit, k) => stations.filter((s) => s.circuit === circuit).reduce((sum, s) => sum + (s.evses[0].measuredAmps?.[k] ?? 6 * Number(!s.online)), 0);
  const phases = (limit, usable, uncontrolled, controlled) => ['L1', 'L2', 'L3'].map((phase, k) => ({
    phase, limitAmps: limit, usableAmps: usable, uncontrolledAmps: one(uncontrolled(k)), drawnAmps: one(uncontrolled(k) + controlled(k)),
  }));
  const age = one(0.3 + (t % 1) * 0.5);
  const level1 = phases(100 * scale, usable('level1'), (k) => 2.2 + 0.6 * wave(11, k), (k) => drawn('level1', k));
  const level2 = phases(125 * scale, usable('level2'), () => 6, (k) => drawn('level2', k));
  const main = phases(250 * scale, 241.5 * scale, (k) => scale * (18 + 5 * k + 3 * wave(23, k)), (k) => level1[k].drawnAmps + level2[k].drawnAmps);
  const kw = one(main.reduce((sum, p) => sum + p.drawnAmps * 0.23, 0));
  const circuit = (id, parent, meter, rows, power = null) => ({
    id, parent, mode: 'normal', meter, meterAgeSeconds: meter === null ? null : age, estimated: meter === null, phases: rows, power,
  });
  const since = new Date(Math.floor(at / 1000) * 1000 - 95_000).toISOString();
  return {
    name: 'Garage Nord', mode: 'normal', time: new Date(at).toISOString(), simulated: true, version: '0.1.0',
    circuits: [
      circuit('main', null, 'grid', main, { drawnKw: kw, limitKw: one(170 * scale), usableKw: one(164.9 * scale) }),
      circuit('level1', 'main', 'level1', level1),
      circuit('level2', 'main', null, level2),
    ],
    stations,
    meters: [
      { id: 'grid', ageSeconds: age, state: 'fresh', lastError: null },
      { id: 'level1', ageSeconds: one(age + 0.2), state: 'fresh', lastError: null },
    ],
    alarms: alarms && wanted > 19
      ? [{ code: 'not-following', subject: stations[19].id, since, sentence: `${stations[19].id} draws 13.2 A although its setpoint is 8 A; it is counted as uncontrolled` }]
      : [],
    csms: [{ name: 'main', connected: wanted - 1, of: wanted }],
  };
}
