import type { Plan, PlannedVehicle } from './contract';

/** Where the slots of a plan lie: instants in milliseconds, one more than there are slots. */
export function slotTimes(plan: Pick<Plan, 'start' | 'minutes'>): number[] {
  const times = [Date.parse(plan.start ?? '')];
  for (const minutes of plan.minutes) times.push(times[times.length - 1]! + minutes * 60_000);
  return times;
}

/** The slot of an instant; the first before the plan and the last behind it. */
export function slotAt(times: number[], at: number): number {
  let slot = 0;
  while (slot < times.length - 2 && times[slot + 1]! <= at) slot += 1;
  return slot;
}

/** One layer of a stack: from where to where in each slot. */
export interface Layer {
  name: string;
  kind: string;
  low: number[];
  high: number[];
}

/** What is drawn, one on the other; what gives goes below zero. */
export function stack(plan: Plan): Layer[] {
  const slots = plan.minutes.length;
  const up = new Array<number>(slots).fill(0);
  const down = new Array<number>(slots).fill(0);
  const layer = (name: string, kind: string, values: number[]): Layer => {
    const low: number[] = [];
    const high: number[] = [];
    for (let t = 0; t < slots; t++) {
      const value = values[t] ?? 0;
      const from = value < 0 ? down : up;
      low.push(value < 0 ? from[t]! + value : from[t]!);
      high.push(value < 0 ? from[t]! : from[t]! + value);
      from[t]! += value;
    }
    return { name, kind, low, high };
  };
  return [
    layer('load that nobody controls', 'load', plan.loadKw),
    ...plan.vehicles.map((vehicle, n) => layer(vehicle.evse, `v${n % 8}`, vehicle.kw)),
    ...plan.batteries.map((battery) => layer(battery.id, 'battery', battery.kw)),
  ];
}

/** The top and bottom of a scale that holds all values, and the lines between. */
export function scale(values: number[], lines = 5): { low: number; high: number; ticks: number[] } {
  const most = Math.max(1e-9, ...values);
  const least = Math.min(0, ...values);
  const raw = (most - least) / lines;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= raw * 0.9)!;
  const room = 0.04 * (most - least);
  const low = least < 0 ? least - room : 0;
  const high = most + room;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(n * step);
  return { low, high, ticks };
}

/** The outline of steps between two rows of values, in a box of 1000 by 100. */
export function area(x: number[], low: number[], high: number[], y: (value: number) => number): string {
  let there = '';
  let back = '';
  for (let t = 0; t < high.length; t++) {
    there += `${t === 0 ? 'M' : 'L'}${x[t]!.toFixed(2)} ${y(high[t]!).toFixed(2)}H${x[t + 1]!.toFixed(2)}`;
    back = `L${x[t + 1]!.toFixed(2)} ${y(low[t]!).toFixed(2)}H${x[t]!.toFixed(2)}${back}`;
  }
  return `${there}${back}Z`;
}

/** A line of steps in the same box. */
export function steps(x: number[], values: number[], y: (value: number) => number): string {
  return values.map((value, t) => `${t === 0 ? 'M' : 'L'}${x[t]!.toFixed(2)} ${y(value).toFixed(2)}H${x[t + 1]!.toFixed(2)}`).join('');
}

/** An hour on the axis: its place in percent. */
export interface Hour {
  left: number;
  label: string;
  minor: boolean;
  day: boolean;
}

/** Full hours of the site's clock along the axis, about eight; every second one is left out where there is little room. */
export function hours(times: number[], timeZone: string): Hour[] {
  const [first, last] = [times[0]!, times[times.length - 1]!];
  const span = (last - first) / 3_600_000;
  const step = span <= 10 ? 1 : span <= 26 ? 3 : 6;
  const found = [];
  for (let at = Math.ceil(first / 3_600_000) * 3_600_000; at < last; at += 3_600_000) {
    const label = wall(at, timeZone);
    const hour = Number(label.slice(0, 2));
    const left = (100 * (at - first)) / (last - first);
    if (hour % step === 0 && left < 97) found.push({ left, label: left < 3 ? '' : hour === 0 && label.endsWith('00') ? weekday(at, timeZone) : label, minor: hour % (2 * step) !== 0, day: hour === 0 });
  }
  return found;
}

/** What the site's clock shows; the browser's where the zone is not known here. */
export function wall(at: number | string, timeZone: string): string {
  return format(at, timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function weekday(at: number, timeZone: string): string {
  return format(at, timeZone, { weekday: 'short' });
}

function format(at: number | string, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone }).format(date);
  } catch {
    return new Intl.DateTimeFormat('en-GB', parts).format(date);
  }
}

/** Why the vehicle gets what it gets in that slot; empty where nobody said. */
export function whyAt(vehicle: Pick<PlannedVehicle, 'why'>, slot: number): string {
  return vehicle.why.find((run) => slot >= run.firstSlot && slot < run.firstSlot + run.slots)?.sentence ?? '';
}
