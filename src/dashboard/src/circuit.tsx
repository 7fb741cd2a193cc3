import { barState, isBinding, loads, shape, spoken, type Load } from './bars';
import { age, limit, number } from './format';
import { ResourceList } from './resources';
import { StationList } from './stations';
import type { CircuitNode } from './tree';
import { mode, timedLimit } from './words';

/** A circuit with its bars, its stations and the circuits below it. */
export function CircuitView({ node, keys, depth }: { node: CircuitNode; keys: Set<string>; depth: number }) {
  const { circuit, children, stations, resources } = node;
  const Heading = `h${Math.min(2 + depth, 6)}` as 'h2';
  const state = mode(circuit.mode);
  return (
    <section class="circuit" data-testid="circuit" data-circuit={circuit.id} aria-label={`Circuit ${circuit.id}`}>
      <div class="circuit-head">
        <Heading>{circuit.id}</Heading>
        {state.tone !== 'good' && <span class={`badge small ${state.tone}`}>{state.words}</span>}
        <span class="source">
          {circuit.estimated || circuit.meter === null
            ? 'no meter: sum of stations plus assumed load'
            : <>meter {circuit.meter}, <span class="age">{age(circuit.meterAgeSeconds)}</span> old</>}
        </span>
      </div>
      <div class="bars">
        {loads(circuit).map((load) => (
          <Bar key={load.name} circuit={circuit.id} load={load} binding={isBinding(keys, circuit.id, load)} />
        ))}
      </div>
      {circuit.limits && circuit.limits.length > 0 && (
        <ul class="timed-limits" aria-label={`Limits of ${circuit.id} that come and go`}>
          {circuit.limits.map((timed) => <li key={`${timed.kind} ${timed.source}`} data-testid="timed-limit">{timedLimit(timed)}</li>)}
        </ul>
      )}
      {resources.length > 0 && <ResourceList resources={resources} />}
      {stations.length > 0 && <StationList stations={stations} />}
      {children.length > 0 && (
        <div class="children">
          {children.map((child) => <CircuitView key={child.circuit.id} node={child} keys={keys} depth={depth + 1} />)}
        </div>
      )}
    </section>
  );
}

function Bar({ circuit, load, binding }: { circuit: string; load: Load; binding: boolean }) {
  const state = barState(load, binding);
  const parts = shape(load);
  return (
    <div class={`load ${state.code} ${load.uncontrolled === null ? 'whole' : ''}`} data-testid="bar" data-circuit={circuit} data-name={load.name} data-drawn={load.drawn} data-limit={load.limit}>
      <div class="load-head">
        <span class="name">{load.name}{state.flag && <span class="flag">{state.flag}</span>}</span>
        <span class="figures"><b>{number(load.drawn)}</b> of {limit(load.limit)} {load.unit}</span>
      </div>
      <div
        class="track"
        role="meter"
        aria-label={`${circuit} ${load.name}`}
        aria-valuemin={0}
        aria-valuemax={load.limit}
        aria-valuenow={Math.min(load.limit, Math.max(0, load.drawn))}
        aria-valuetext={spoken(load, state)}
      >
        <span class="fill controlled" style={{ width: `${parts.drawn}%` }} />
        <span class="fill uncontrolled" style={{ width: `${parts.uncontrolled}%` }} />
        <span class="tick usable" style={{ left: `${parts.usable}%` }} title={`usable ${limit(load.usable)} ${load.unit}`} />
        {parts.limit < 100 && <span class="tick limit" style={{ left: `${parts.limit}%` }} />}
      </div>
      <div class="load-foot">
        <span class="state">{state.words}</span>
        <span class="split">{load.uncontrolled === null ? 'stations and uncontrolled' : `${number(load.uncontrolled)} ${load.unit} uncontrolled`}</span>
      </div>
    </div>
  );
}
