import type { Circuit, Resource, Site, Station } from './contract';

export interface CircuitNode {
  circuit: Circuit;
  children: CircuitNode[];
  stations: Station[];
  resources: Resource[];
}

export interface SiteTree {
  roots: CircuitNode[];
  /** Stations whose circuit is not in the picture: shown, never dropped. */
  strays: Station[];
}

/** Circuits and their stations as a tree; a parent that is missing, or a loop, makes a root, so that no circuit is lost. */
export function siteTree(site: Site): SiteTree {
  const nodes = new Map<string, CircuitNode>();
  for (const circuit of site.circuits) nodes.set(circuit.id, { circuit, children: [], stations: [], resources: [] });
  for (const resource of site.resources ?? []) nodes.get(resource.circuit)?.resources.push(resource);
  const strays: Station[] = [];
  for (const station of site.stations) (nodes.get(station.circuit)?.stations ?? strays).push(station);

  const roots: CircuitNode[] = [];
  const placed = new Set<CircuitNode>();
  for (const node of nodes.values()) {
    const parent = node.circuit.parent === null ? undefined : nodes.get(node.circuit.parent);
    if (parent === undefined) roots.push(node);
    else parent.children.push(node);
  }
  const place = (node: CircuitNode) => {
    placed.add(node);
    node.children = node.children.filter((child) => !placed.has(child));
    node.children.forEach(place);
  };
  roots.forEach(place);
  for (const node of nodes.values()) {
    if (placed.has(node)) continue;
    roots.push(node);
    place(node);
  }
  return { roots, strays };
}
