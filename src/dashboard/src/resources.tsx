import type { Resource } from './contract';
import { number } from './format';

/** PV arrays and batteries of a circuit: what flows, what they are told, and why. */
export function ResourceList({ resources }: { resources: Resource[] }) {
  return (
    <ul class="resources" aria-label="PV and batteries">
      {resources.map((resource) => (
        <li key={resource.id} data-testid="resource" data-resource={resource.id}>
          <b>{resource.id}</b>
          <span class="flow">{flow(resource)}</span>
          <span class="charge">{resource.socPercent != null && `${number(resource.socPercent, 0)} % full`}</span>
          <span class="told">{told(resource)}</span>
          <span class="why">{resource.steering?.reason?.sentence ?? 'runs by itself'}</span>
        </li>
      ))}
    </ul>
  );
}

/** What flows, in words that need no sign. */
export function flow(resource: Resource): string {
  if (resource.drawnKw === null) return `up to ${number(resource.maxKw)} kW, not measured`;
  if (Math.abs(resource.drawnKw) < 0.05) return 'idle';
  const amount = `${number(Math.abs(resource.drawnKw))} kW`;
  if (resource.drawnKw > 0) return `charges ${amount}`;
  return resource.kind === 'pv' ? `feeds in ${amount}` : `discharges ${amount}`;
}

/** The order in force; null where there is none or it binds nothing. */
export function told(resource: Resource): string | null {
  const steering = resource.steering;
  if (!steering) return null;
  if (steering.feedInAtMostKw !== null && steering.feedInAtMostKw < resource.maxKw) return `told at most ${number(steering.feedInAtMostKw)} kW`;
  if (steering.orderKw === null) return null;
  if (steering.orderKw === 0) return 'told to rest';
  return `told to ${steering.orderKw > 0 ? 'charge' : 'discharge'} ${number(Math.abs(steering.orderKw))} kW`;
}
