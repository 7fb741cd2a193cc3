import { energy, number } from '../format';
import type { Plan, PlannedBattery, PlannedVehicle } from './contract';
import { Hours, Slots, type Cursor } from './cursor';
import { area, hours, steps, wall, whyAt, type Hour } from './shape';

/** A line for each vehicle and battery: what it gets over time, and why in the slot that is looked at. */
export function Lanes({ plan, cursor }: { plan: Plan; cursor: Cursor }) {
  const axis = hours(cursor.times, plan.timeZone);
  return (
    <ul class="lanes">
      <li class="lane head" role="presentation" aria-hidden="true"><div class="axis"><Hours axis={axis} /></div></li>
      {plan.vehicles.map((vehicle, n) => <Vehicle key={vehicle.evse} plan={plan} vehicle={vehicle} colour={n % 8} cursor={cursor} axis={axis} />)}
      {plan.batteries.map((battery) => <Battery key={battery.id} battery={battery} cursor={cursor} axis={axis} />)}
    </ul>
  );
}

function Vehicle({ plan, vehicle, colour, cursor, axis }: { plan: Plan; vehicle: PlannedVehicle; colour: number; cursor: Cursor; axis: Hour[] }) {
  const most = Math.max(6, ...vehicle.amps.map(Math.abs));
  const why = whyAt(vehicle, cursor.slot);
  const amps = vehicle.amps[cursor.slot] ?? 0;
  const kw = vehicle.kw[cursor.slot] ?? 0;
  const ready = Date.parse(vehicle.readyBy);
  const [first, last] = [cursor.times[0]!, cursor.times[cursor.times.length - 1]!];
  const short = vehicle.shortageKwh >= 0.05;
  const now = kw < -0.05 ? `gives ${number(-kw)} kW` : amps > 0.05 ? `${number(amps)} A · ${number(kw)} kW` : 'pause';
  return (
    <li class={`lane ${short ? 'short' : ''}`} data-testid="plan-vehicle" data-evse={vehicle.evse}>
      <span class="who"><i class={`key v${colour}`} /><b>{vehicle.evse}</b></span>
      <span class="goal">
        {energy(vehicle.needsKwh)} by {wall(vehicle.readyBy, plan.timeZone)}
        {short && <strong> {energy(vehicle.shortageKwh)} short</strong>}
      </span>
      <Slots cursor={cursor} label={vehicle.evse} spoken={`${wall(cursor.times[cursor.slot]!, plan.timeZone)}: ${now}. ${why}`} kind="lane-chart">
        <Hours axis={axis} lines />
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          <path class={`layer v${colour}`} d={area(cursor.x, vehicle.amps.map(() => 0), vehicle.kw.map((power, t) => (power < 0 ? -most / 4 : vehicle.amps[t] ?? 0)), (value) => 100 - (100 * Math.max(0, value)) / most)} />
        </svg>
        {ready > first && ready < last && <span class="ready" aria-hidden="true" style={{ left: `${(100 * (ready - first)) / (last - first)}%` }} />}
      </Slots>
      <span class="why" data-testid="plan-why"><b>{now}</b> {why}</span>
    </li>
  );
}

function Battery({ battery, cursor, axis }: { battery: PlannedBattery; cursor: Cursor; axis: Hour[] }) {
  const most = Math.max(1, ...battery.kw.map(Math.abs));
  const kw = battery.kw[cursor.slot] ?? 0;
  const now = kw > 0.05 ? `takes ${number(kw)} kW` : kw < -0.05 ? `gives ${number(-kw)} kW` : 'rests';
  const full = `${number(battery.socPercent[cursor.slot], 0)} % full`;
  return (
    <li class="lane" data-testid="plan-battery">
      <span class="who"><i class="key battery" /><b>{battery.id}</b></span>
      <span class="goal">battery</span>
      <Slots cursor={cursor} label={battery.id} spoken={`${now}, ${full}`} kind="lane-chart">
        <Hours axis={axis} lines />
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          <line class="zero" x1="0" x2="1000" y1="50" y2="50" />
          <path class="layer battery" d={area(cursor.x, battery.kw.map((power) => Math.min(0, power)), battery.kw.map((power) => Math.max(0, power)), (value) => 50 - (48 * value) / most)} />
          <path class="line charge" d={steps(cursor.x, battery.socPercent, (value) => 100 - value)} />
        </svg>
      </Slots>
      <span class="why"><b>{now}</b> {full} after it</span>
    </li>
  );
}
