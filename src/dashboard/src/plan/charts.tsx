import { number } from '../format';
import type { Plan } from './contract';
import { Hours, Slots, type Cursor } from './cursor';
import { area, hours, scale, stack, steps, wall } from './shape';

/** Power over the plan: load, vehicles and batteries one on the other, with PV and limit; the price below on the same axis. */
export function PlanCharts({ plan, cursor }: { plan: Plan; cursor: Cursor }) {
  const layers = stack(plan);
  const power = scale([...layers.flatMap((layer) => [...layer.high, ...layer.low]), ...plan.limitKw, ...plan.pvKw, ...plan.loadHighKw]);
  const y = along(power);
  const price = scale(plan.importPrice, 3);
  const p = along(price);
  const axis = hours(cursor.times, plan.timeZone);
  const spoken = readout(plan, cursor).map(([name, value]) => `${name} ${value}`).join(', ');
  return (
    <div class="charts">
      <Scale unit="kW" ticks={power.ticks} y={y} kind="power" />
      <Slots cursor={cursor} label="Power of the plan" spoken={spoken} kind="power">
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          {power.ticks.map((tick) => <line key={tick} class={tick === 0 ? 'zero' : 'grid'} x1="0" x2="1000" y1={y(tick)} y2={y(tick)} />)}
          <path class="band" d={area(cursor.x, plan.loadKw, plan.loadHighKw, y)} />
          {layers.map((layer) => <path key={layer.name} class={`layer ${layer.kind}`} d={area(cursor.x, layer.low, layer.high, y)} />)}
          {plan.pvKw.some((kw) => kw > 0.05) && <path class="line sun" d={steps(cursor.x, plan.pvKw, y)} />}
          <path class="line limit" d={steps(cursor.x, plan.limitKw, y)} />
        </svg>
        <Hours axis={axis} lines />
      </Slots>
      <Scale unit={plan.currency ?? ''} ticks={price.ticks} y={p} kind="price" digits={price.ticks.some((tick) => Math.abs(tick * 10 - Math.round(tick * 10)) > 1e-6) ? 2 : 1} />
      <Slots cursor={cursor} label="Price of a kilowatt-hour" spoken={spoken} kind="price">
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          {price.ticks.map((tick) => <line key={tick} class={tick === 0 ? 'zero' : 'grid'} x1="0" x2="1000" y1={p(tick)} y2={p(tick)} />)}
          <path class="layer price" d={area(cursor.x, plan.importPrice.map(() => 0), plan.importPrice, p)} />
          <path class="line price" d={steps(cursor.x, plan.importPrice, p)} />
        </svg>
        <Hours axis={axis} lines />
      </Slots>
      <span class="corner" />
      <div class="axis"><Hours axis={axis} /></div>
    </div>
  );
}

/** What the slot under the cursor says, by name. */
export function readout(plan: Plan, { slot, times }: Cursor): [string, string][] {
  const sum = plan.vehicles.reduce((all, vehicle) => all + (vehicle.kw[slot] ?? 0), 0);
  const entries: [string, string][] = [
    ['', `${wall(times[slot]!, plan.timeZone)} to ${wall(times[slot + 1]!, plan.timeZone)}`],
    ['price', `${number(plan.importPrice[slot], 3)} ${plan.currency ?? ''}/kWh`],
    ['vehicles', `${number(sum)} kW`],
    ['load', `${number(plan.loadKw[slot])} kW`],
  ];
  if (plan.pvKw.some((kw) => kw > 0.05)) entries.push(['sun', `${number(plan.pvKw[slot])} kW`]);
  for (const battery of plan.batteries) entries.push([battery.id, battery.kw[slot]! < -0.05 ? `gives ${number(-battery.kw[slot]!)} kW` : battery.kw[slot]! > 0.05 ? `takes ${number(battery.kw[slot])} kW` : 'rests']);
  entries.push(['grid', `${number(plan.gridKw[slot])} of ${number(plan.limitKw[slot])} kW`]);
  return entries;
}

/** A value's place in a box of 100, from the top. */
function along({ low, high }: { low: number; high: number }) {
  return (value: number) => 100 - (100 * (value - low)) / (high - low || 1);
}

function Scale({ unit, ticks, y, kind, digits = 0 }: { unit: string; ticks: number[]; y: (value: number) => number; kind: string; digits?: number }) {
  return (
    <div class={`scale ${kind}`} aria-hidden="true">
      <span class="unit">{unit}</span>
      {ticks.map((tick) => <span key={tick} class="tick-label" style={{ top: `${y(tick)}%` }}>{number(tick, digits)}</span>)}
    </div>
  );
}
