/** A made-up plan: a night with cheap hours, the sun of the next day, a battery, one vehicle that will be short. */
export function mockPlan(at, { vehicles: wanted = 7, sun = true } = {}) {
  const start = Math.floor(at / 3_600_000) * 3_600_000;
  const minutes = [...Array(12).fill(5), ...Array(92).fill(15)];
  const starts = minutes.reduce((all, m) => [...all, all.at(-1) + m * 60_000], [start]);
  // The plan's clock begins at 18:00 whatever the hour is, so that its pictures always look the same.
  const hour = (t) => (18 + (starts[t] - start) / 3_600_000) % 24;
  const round = (value, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits;
  const each = (make) => minutes.map((_, t) => make(hour(t), t));
  const price = each((h) => round(0.2 + 0.11 * Math.exp(-(((h - 19) / 1.8) ** 2)) + 0.07 * Math.exp(-(((h - 7.5) / 1.5) ** 2)) - 0.11 * Math.exp(-(((h - 3) / 1.6) ** 2)) - 0.1 * Math.exp(-(((h - 13) / 2) ** 2)), 3));
  const load = each((h) => round(14 + 9 * Math.exp(-(((h - 19.5) / 2) ** 2)) + 8 * Math.exp(-(((h - 11) / 3.5) ** 2))));
  const pv = each((h) => (sun ? round(Math.max(0, 28 * Math.sin((Math.PI * (h - 6.5)) / 12)) * (h > 6.5 && h < 18.5 ? 1 : 0)) : 0));
  const limit = each((h) => (h >= 17 && h < 20 ? 70 : 92));
  const vehicles = Array.from({ length: wanted }, (_, n) => vehicle(n));
  const battery = each((h) => (h >= 1 && h < 4 ? 8 : h >= 10 && h < 14 && sun ? 6 : (h >= 18 && h < 21) || (h >= 7 && h < 9) ? -9 : 0));
  const grid = each((_, t) => round(load[t] - pv[t] + battery[t] + vehicles.reduce((sum, one) => sum + one.kw[t], 0)));

  function vehicle(n) {
    const phases = n % 3 === 1 ? 1 : 3;
    const leaves = n === 2 ? 4 : 11.2 + (n % 4) * 0.8;
    const begins = n === 2 ? 0 : 6.5 + (n % 5) * 0.75;
    const ends = n === 2 ? 4 : begins + 2.5 + (n % 3) * 0.5;
    const from = (t) => (starts[t] - start) / 3_600_000;
    const amps = minutes.map((_, t) => (from(t) >= leaves ? 0 : from(t) >= begins && from(t) < ends ? (n === 2 ? 10.4 : n === 4 ? 9.3 : 16) : 0));
    const kw = amps.map((a) => round(a * 0.23 * phases));
    const why = [];
    amps.forEach((a, t) => {
      const sentence = from(t) >= leaves ? `is to be ready by ${two(leaves)}`
        : a === 0 ? (from(t) < begins ? `waits for the cheap hours from ${two(begins)}: 0.098 instead of ${price[t].toFixed(3)} EUR/kWh` : 'has its energy by then')
          : a < 16 ? `level2 L1 binds: ${a} of 16 A` : `charges all it can, 16 A, at ${price[t].toFixed(3)} EUR/kWh`;
      if (why.at(-1)?.sentence === sentence) why.at(-1).slots += 1;
      else why.push({ firstSlot: t, slots: 1, sentence });
    });
    const needs = round(kw.reduce((sum, power, t) => sum + (power * minutes[t]) / 60, 0) + (n === 2 ? 6.4 : 0));
    return { evse: `N2-${String(n + 1).padStart(2, '0')}/1`, readyBy: new Date(start + leaves * 3_600_000).toISOString(), needsKwh: needs, shortageKwh: n === 2 ? 6.4 : 0, marginalPerKwh: 0.12, kw, amps, why };
  }

  function two(hours) {
    const m = Math.round((18 + hours) * 60) % 1440;
    return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  }

  let soc = 62;
  return {
    state: 'fresh', sentence: 'charging goes by this plan', timeZone: zone(start), start: new Date(start).toISOString(), ageSeconds: 74, holdsUntil: new Date(start + 900_000).toISOString(),
    minutes, status: 'Optimal', solver: 'clp', revision: 4711, gap: 0, currency: 'EUR', cost: 23.61, importPrice: price, exportPrice: each(() => 0.07),
    loadKw: load, loadHighKw: load.map((kw) => round(kw * 1.15)), pvKw: pv, gridKw: grid, limitKw: limit, vehicles,
    batteries: [{ id: 'cell', kw: battery, socPercent: battery.map((kw, t) => (soc = Math.max(10, Math.min(95, soc + (kw * minutes[t]) / 60 / 0.6)), round(soc, 1))) }],
    unplanned: [{ evse: 'N1-05/1', why: 'nobody has said when it leaves' }],
    binding: [{ circuit: 'level2', kind: 'Current', phase: 'L1', firstSlot: 0, slots: 24, worth: 1.84, unit: 'A' }, { circuit: 'main', kind: 'Power', phase: null, firstSlot: 60, slots: 9, worth: 0.11, unit: 'kW' }],
    warnings: [{ kind: 'Shortage', subject: 'N2-03/1', missingKwh: 6.4, sentence: `Vehicle N2-03/1 will miss ${two(4)} by 6.4 kWh; circuit level2 L1 binds from 18:00.`, help: 'One more ampere there is worth 1.84, about 0.9 kWh. A departure 30 minutes later would bring up to 3.6 kWh.' }],
  };
}

/** The zone of whole hours in which it is 18:00 at that instant. */
function zone(start) {
  const ahead = (18 - new Date(start).getUTCHours() + 36) % 24 - 12;
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

export function noPlan(state = 'off', sentence = 'no plan is needed: no session and no battery goes by plans now') {
  return {
    state, sentence, timeZone: 'UTC', start: null, ageSeconds: null, holdsUntil: null, minutes: [], status: null, solver: null, revision: null, gap: null, currency: null, cost: null, importPrice: [], exportPrice: [],
    loadKw: [], loadHighKw: [], pvKw: [], gridKw: [], limitKw: [], vehicles: [], batteries: [], unplanned: [], binding: [], warnings: [],
  };
}
