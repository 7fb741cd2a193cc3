/** Made-up losses and decisions for the mock site. */
export function mockLosses(at) {
  const cause = (code, subject, phase, sentence, heldBackKwh, missingKwh = 0, source = null) => ({ cause: code, subject, phase, source, sentence, heldBackKwh, missingKwh });
  const causes = [
    cause('CircuitLimit', 'level1', 'L1', 'level1 L1: its usable current is taken', 38.42, 6.2),
    cause('PowerLimit', 'main', null, 'main: its usable power is taken', 21.07, 1.1),
    cause('TimedPowerLimit', 'main', null, "main: limit 'calendar peak hours'", 14.9, 0, 'calendar peak hours'),
    cause('Reserve', 'main', 'L2', 'main L2 keeps room for the load that may come', 9.31, 0.4),
    cause('AwaitingRoom', 'main', 'L2', 'waiting until others have made room on main L2', 3.02),
    cause('Offline', null, null, 'stations offline', 1.88),
    cause('Ramping', null, null, 'on the way up, step by step', 0.41),
  ];
  const sum = (of) => Math.round(causes.reduce((total, one) => total + one[of], 0) * 100) / 100;
  const day = new Date(at).toISOString().slice(0, 10);
  return { day, deliveredKwh: 312.6, heldBackKwh: sum('heldBackKwh'), missingKwh: sum('missingKwh'), causes, days: [day] };
}

export function mockDecisions(at, station) {
  const steps = [
    [9.4, 'increase', 'CircuitLimit', 'level1 L1: its usable 96 A are taken', 6.6],
    [7.1, 'decrease', 'CircuitLimit', 'level1 L1: its usable 96 A are taken', 8.9],
    [8.6, 'increase', 'AwaitingRoom', 'waiting until others have made room on main L2', 7.4],
    [6, 'hold', 'MeterStale', 'no fresh value from meter level1, no increases', 10],
    [16, 'increase', 'StationMaximum', 'station maximum', 0],
    [12, 'increase', 'Ramping', 'on the way up, step by step', 4],
    [6, 'increase', 'ClockUntrusted', 'station clock not known yet, held at fallback', 0],
  ];
  const decisions = steps.map(([to, change, code, sentence, lostAmps], n) => ({
    time: new Date(at - 40_000 - n * 210_000).toISOString(), from: steps[n + 1]?.[0] ?? null, to, change, code, sentence, lostAmps,
  }));
  return { station, evses: [{ id: `${station}/1`, number: 1, decisions }] };
}
