import type { Circuit, Site } from './contract';
import { limit, number } from './format';

/** One bar: a load against its limit, in amperes, kilowatts or kilovolt-amperes. */
export interface Load {
  name: string;
  unit: 'A' | 'kW' | 'kVA';
  drawn: number;
  limit: number;
  usable: number;
  /** Null where the split is not known (power). */
  uncontrolled: number | null;
}

export interface BarState {
  code: 'over-limit' | 'over-usable' | 'binding' | 'feeding' | 'normal';
  /** A short mark beside the name; empty where nothing is remarkable. */
  flag: string;
  words: string;
}

/** Where the parts of a bar lie, in percent of its width. */
export interface BarShape {
  uncontrolled: number;
  drawn: number;
  usable: number;
  limit: number;
}

/** The loads of a circuit in the order in which they are shown. */
export function loads(circuit: Circuit): Load[] {
  const phases = circuit.phases.map((p): Load => ({
    name: p.phase, unit: 'A', drawn: p.drawnAmps, limit: p.limitAmps, usable: p.usableAmps, uncontrolled: p.uncontrolledAmps,
  }));
  const all = [...phases];
  const { power, apparent } = circuit;
  if (power !== null && power !== undefined) {
    all.push({ name: 'Power', unit: 'kW', drawn: power.drawnKw, limit: power.limitKw, usable: power.usableKw, uncontrolled: null });
  }
  if (apparent !== null && apparent !== undefined) {
    all.push({ name: 'Apparent', unit: 'kVA', drawn: apparent.drawnKva, limit: apparent.limitKva, usable: apparent.usableKva, uncontrolled: null });
  }
  return all;
}

/** A bar spans its limit; a load above that shrinks the scale so that the excess stays visible. */
export function shape(load: Load): BarShape {
  const scale = Math.max(load.limit, Math.abs(load.drawn));
  const percent = (value: number) => (scale > 0 ? Math.round(Math.min(100, Math.max(0, (value / scale) * 100)) * 100) / 100 : 0);
  const drawn = percent(Math.abs(load.drawn));
  return {
    drawn,
    uncontrolled: load.drawn < 0 ? 0 : Math.min(drawn, percent(load.uncontrolled ?? 0)),
    usable: percent(load.usable),
    limit: percent(load.limit),
  };
}

/** What to say about a load; `binding` is whether a setpoint names it as its reason. */
export function barState(load: Load, binding: boolean): BarState {
  if (load.drawn > load.limit) return { code: 'over-limit', flag: 'over limit', words: `${number(load.drawn - load.limit)} ${load.unit} over limit` };
  if (load.drawn > load.usable) return { code: 'over-usable', flag: 'over usable', words: `${number(load.drawn - load.usable)} ${load.unit} over usable` };
  const headroom = `${number(load.usable - load.drawn)} ${load.unit} headroom`;
  if (binding) return { code: 'binding', flag: 'binding', words: headroom };
  if (load.drawn < -0.05) return { code: 'feeding', flag: 'feeding out', words: headroom };
  return { code: 'normal', flag: '', words: headroom };
}

/** The whole bar in one sentence, for those who hear it. */
export function spoken(load: Load, state: BarState): string {
  const split = load.uncontrolled === null ? '' : `, ${number(load.uncontrolled)} ${load.unit} of it uncontrolled`;
  return `${number(load.drawn)} ${load.unit} of ${limit(load.limit)} ${load.unit}${split}; usable ${limit(load.usable)} ${load.unit}; ${state.words}${state.code === 'binding' || state.code === 'feeding' ? `, ${state.flag}` : ''}`;
}

/** The circuits' phases (and kW) that hold a setpoint down now, as keys for `isBinding`. */
export function bindingKeys(site: Site): Set<string> {
  const keys = new Set<string>();
  const codes = new Set([
    'CircuitLimit', 'PowerLimit', 'Reserve', 'PowerReserve', 'ApparentLimit', 'ApparentReserve', 'AwaitingTurn', 'TimedLimit', 'TimedPowerLimit', 'ContractDemand',
  ]);
  for (const station of site.stations) {
    for (const { reason } of station.evses) {
      if (reason?.subject && codes.has(reason.code)) keys.add(key(reason.subject, reason.phase ?? (reason.code.startsWith('Apparent') ? 'Apparent' : 'Power')));
    }
  }
  return keys;
}

export function isBinding(keys: Set<string>, circuit: string, load: Load): boolean {
  return keys.has(key(circuit, load.name));
}

const key = (circuit: string, name: string) => JSON.stringify([circuit, name]);
