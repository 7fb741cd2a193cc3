/** `/api/v1/plan`: the charging plan; lists run by slot and are empty where there is none. */
export interface Plan {
  state: 'off' | 'waiting' | 'fresh' | 'stale' | string;
  sentence: string;
  timeZone: string;
  start: string | null;
  ageSeconds: number | null;
  holdsUntil: string | null;
  minutes: number[];
  status: string | null;
  solver: string | null;
  currency: string | null;
  cost: number | null;
  importPrice: number[];
  loadKw: number[];
  loadHighKw: number[];
  pvKw: number[];
  gridKw: number[];
  limitKw: number[];
  vehicles: PlannedVehicle[];
  batteries: PlannedBattery[];
  unplanned: { evse: string; why: string }[];
  binding: { circuit: string; kind: string; phase: string | null; firstSlot: number; slots: number; worth: number; unit: string }[];
  warnings: { kind: string; subject: string; sentence: string; help: string; missingKwh: number }[];
}

export interface PlannedVehicle {
  evse: string;
  readyBy: string;
  needsKwh: number;
  shortageKwh: number;
  kw: number[];
  amps: number[];
  why: { firstSlot: number; slots: number; sentence: string }[];
}

export interface PlannedBattery {
  id: string;
  kw: number[];
  socPercent: number[];
}
