import { useState } from 'preact/hooks';
import { duration, number } from '../format';
import { usePoll } from '../poll';
import { PlanCharts, readout } from './charts';
import type { Plan } from './contract';
import type { Cursor } from './cursor';
import { Lanes } from './lanes';
import { slotAt, slotTimes, wall } from './shape';

const everyMs = 3_000;

/** The room "Plan": what is to come, why, and what will not work. */
export function PlanRoom({ time }: { time: string }) {
  const plan = usePoll<Plan>('api/v1/plan', everyMs);
  if (plan === null) return <p class="first-picture">Waiting for the plan.</p>;
  return (
    <>
      <PlanState plan={plan} />
      {plan.minutes.length > 0 && plan.start !== null
        ? <Filled plan={plan} time={time} />
        : <Empty plan={plan} />}
    </>
  );
}

const states: Record<string, { words: string; tone: string }> = {
  off: { words: 'No plan', tone: 'quiet' },
  waiting: { words: 'First plan under way', tone: 'caution' },
  fresh: { words: 'In force', tone: 'good' },
  stale: { words: 'Too old', tone: 'bad' },
};

function PlanState({ plan }: { plan: Plan }) {
  const { words, tone } = states[plan.state] ?? { words: plan.state, tone: 'caution' };
  return (
    <p class="plan-state" data-testid="plan-state">
      <span class={`badge ${tone}`}>{words}</span>
      <span class="sentence-of-state">{plan.sentence}</span>
      {plan.ageSeconds !== null && (
        <span class="made">
          made {duration(plan.ageSeconds)} ago{plan.status === 'Optimal' ? `, optimal (${plan.solver})` : `, by rule, not proven (${plan.solver})`}
          {plan.cost !== null && <> · costs <b>{number(plan.cost, 2)} {plan.currency}</b></>}
        </span>
      )}
    </p>
  );
}

/** How to get a plan, where there is none. */
function Empty({ plan }: { plan: Plan }) {
  return (
    <section class="circuit empty" data-testid="plan-empty">
      {plan.state === 'waiting'
        ? <p>The planner is at work. It takes some seconds.</p>
        : <p>Sessions go by plans in mode <b>plan</b>, by their station, group or card in the site file or by a wish, when it is known how much energy they need until when. Batteries do in mode <b>plan</b>.</p>}
    </section>
  );
}

function Filled({ plan, time }: { plan: Plan; time: string }) {
  const [looked, look] = useState<number | null>(null);
  const times = slotTimes(plan);
  const [first, last] = [times[0]!, times[times.length - 1]!];
  const cursor: Cursor = {
    times,
    x: times.map((at) => (1000 * (at - first)) / (last - first)),
    slot: Math.min(looked ?? slotAt(times, Date.parse(time)), times.length - 2),
    move: look,
    leave: () => look(null),
  };
  return (
    <div class={plan.state === 'stale' ? 'plan old' : 'plan'}>
      <Warnings plan={plan} />
      <section class="circuit" aria-labelledby="plan-power">
        <div class="circuit-head">
          <h2 id="plan-power">Power and price</h2>
          <span class="source">times by the site's clock ({plan.timeZone})</span>
          <Legend plan={plan} />
        </div>
        <PlanCharts plan={plan} cursor={cursor} />
        <ul class="readout" data-testid="plan-readout">
          {readout(plan, cursor).map(([name, value]) => <li key={name}>{name && <span>{name} </span>}<b>{value}</b></li>)}
          {looked === null && <li class="hint">now; point at a time, or use the arrow keys</li>}
        </ul>
      </section>
      {(plan.vehicles.length > 0 || plan.batteries.length > 0) && (
        <section class="circuit" aria-labelledby="plan-lanes">
          <div class="circuit-head">
            <h2 id="plan-lanes">Who gets what, and why</h2>
            <span class="source">at {wall(times[cursor.slot]!, plan.timeZone)}</span>
          </div>
          <Lanes plan={plan} cursor={cursor} />
        </section>
      )}
      {plan.unplanned.length > 0 && (
        <section class="circuit" aria-labelledby="plan-without">
          <div class="circuit-head"><h2 id="plan-without">In mode plan, without one</h2></div>
          <ul class="unplanned">{plan.unplanned.map((one) => <li key={one.evse} data-testid="unplanned"><b>{one.evse}</b> {one.why}: it charges like the others</li>)}</ul>
        </section>
      )}
      <Binding plan={plan} times={times} />
    </div>
  );
}

function Warnings({ plan }: { plan: Plan }) {
  if (plan.warnings.length === 0) return null;
  return (
    <section class="alarms" aria-label="Early warnings">
      <ul>
        {plan.warnings.map((warning, n) => (
          <li key={n} data-testid="plan-warning">
            <span class="sign" aria-hidden="true">!</span>
            <span class="text">{warning.sentence}{warning.help && <span class="help"> {warning.help}</span>}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Legend({ plan }: { plan: Plan }) {
  return (
    <ul class="legend" aria-label="How to read the chart">
      <li><i class="key layer-load" />load, with its band</li>
      <li><i class="key v0" /><i class="key v1" /><i class="key v2" />vehicles</li>
      {plan.batteries.length > 0 && <li><i class="key battery" />battery</li>}
      {plan.pvKw.some((kw) => kw > 0.05) && <li><i class="key sun" />sun</li>}
      <li><i class="key limit-line" />limit</li>
    </ul>
  );
}

/** How many limits are listed. */
const most = 6;

/** What makes the plan dearer, the dearest first. */
function Binding({ plan, times }: { plan: Plan; times: number[] }) {
  const dear = plan.binding.filter((one) => one.worth >= 0.005).slice(0, most);
  if (dear.length === 0) return null;
  return (
    <section class="circuit" aria-labelledby="plan-binding">
      <div class="circuit-head"><h2 id="plan-binding">What makes it dearer</h2><span class="source">what one more ampere or kilowatt there would save</span></div>
      <ul class="binding-list">
        {dear.map((one, n) => (
          <li key={n} data-testid="plan-binding">
            <b>{one.circuit}{one.phase ? ` ${one.phase}` : ''}</b>
            <span>{kinds[one.kind] ?? one.kind}</span>
            <span>{wall(times[one.firstSlot]!, plan.timeZone)} to {wall(times[Math.min(one.firstSlot + one.slots, times.length - 1)]!, plan.timeZone)}</span>
            <span class="worth"><b>{number(one.worth, 2)} {plan.currency}</b> per {one.unit}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const kinds: Record<string, string> = { Current: 'current', Power: 'power', Charging: 'all charging', Unbalance: 'unbalance', Export: 'export' };
