/** The site as the controller sends it: `/api/v1/site` once, then every second on `/api/v1/stream`. */
export interface Site {
  name: string;
  mode: string;
  time: string;
  simulated: boolean;
  version: string;
  circuits: Circuit[];
  stations: Station[];
  meters: Meter[];
  /** PV arrays and batteries; absent from older controllers. */
  resources?: Resource[];
  alarms: Alarm[];
  csms: Csms[];
}

export interface Circuit {
  id: string;
  parent: string | null;
  mode: string;
  meter: string | null;
  meterAgeSeconds: number | null;
  /** No meter: the load is the sum of the stations plus what is assumed. */
  estimated: boolean;
  phases: PhaseLoad[];
  power: PowerLoad | null;
  apparent?: ApparentLoad | null;
  /** Limits that come and go and hold now; absent from older controllers. */
  limits?: Limit[];
}

/** A PV array or a battery; its power is negative where it feeds in. */
export interface Resource {
  id: string;
  kind: string;
  circuit: string;
  drawnKw: number | null;
  maxKw: number;
  socPercent?: number | null;
  /** How it is steered; null where it runs by itself. */
  steering?: { mode: string; state: string; orderKw: number | null; feedInAtMostKw: number | null; reason: { sentence: string } | null } | null;
}

/** A limit beside breaker and contract: who set it, and when it ends. */
export interface Limit {
  kind: string;
  source: string;
  amps: number[] | null;
  kw: number | null;
  ends: string | null;
}

export interface PhaseLoad {
  phase: string;
  drawnAmps: number;
  limitAmps: number;
  usableAmps: number;
  uncontrolledAmps: number;
}

export interface PowerLoad {
  drawnKw: number;
  limitKw: number;
  usableKw: number;
}

export interface ApparentLoad {
  drawnKva: number;
  limitKva: number;
  usableKva: number;
}

export interface Station {
  id: string;
  circuit: string;
  online: boolean;
  ocppVersion: string | null;
  vendor: string | null;
  model: string | null;
  evses: Evse[];
  /** Charging profiles written in the last 24 hours. */
  writes?: Writes | null;
  /** Transaction messages that the back end has not had yet. */
  waiting?: Waiting | null;
}

export interface Waiting {
  messages: number;
  since: string;
}

export interface Writes {
  decreases: number;
  increases: number;
  renewals: number;
  fallbacks: number;
  total: number;
  budget: number | null;
}

export interface DirectCurrent {
  setpointKw: number;
  measuredKw: number | null;
  maxKw: number;
  fallbackKw: number;
}

export interface Evse {
  id: string;
  number: number;
  status: string;
  setpointAmps: number | null;
  measuredAmps: (number | null)[] | null;
  maxAmps: number;
  fallbackAmps: number;
  /** Direct current: the same at the vehicle; the amperes are then what is taken from the grid. */
  dc?: DirectCurrent | null;
  leaseSecondsLeft: number | null;
  reason: Reason | null;
  sessionKwh: number | null;
  following: boolean;
  /** What is wished for the session; an older controller does not tell. */
  mode?: string;
  priority?: number;
  departure?: string | null;
  needsKwh?: number | null;
  /** Amperes per phase that the vehicle would take beyond its setpoint. */
  lostAmps?: number;
}

export interface Reason {
  code: string;
  subject: string | null;
  phase: string | null;
  amount: number | null;
  sentence: string;
}

export interface Meter {
  id: string;
  ageSeconds: number | null;
  state: string;
  lastError: string | null;
}

export interface Alarm {
  code: string;
  subject: string | null;
  sentence: string;
  since: string;
}

export interface Csms {
  name: string;
  connected: number;
  of: number;
  /** The controller itself at the back end, and what that allows all its stations together. */
  identity?: { id: string; connected: boolean; groupAmps: number | null; groupKw: number | null; source: string | null } | null;
}

/** `/api/v1/losses`: what held charging back on one day. */
export interface Losses {
  day: string;
  deliveredKwh: number;
  heldBackKwh: number;
  missingKwh: number;
  causes: Loss[];
  days: string[];
}

export interface Loss {
  cause: string;
  subject: string | null;
  phase: string | null;
  source: string | null;
  sentence: string;
  heldBackKwh: number;
  missingKwh: number;
}

/** `/api/v1/stations/{id}/decisions`: the last changes of its limits, the newest first. */
export interface Decisions {
  station: string;
  evses: { id: string; number: number; decisions: Decision[] }[];
}

export interface Decision {
  time: string;
  from: number | null;
  to: number;
  change: string;
  code: string;
  sentence: string;
  lostAmps: number;
}
