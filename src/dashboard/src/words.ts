import type { Decision, Evse, Limit, Station, Waiting } from './contract';
import { clock, count, limit as figure, quantity } from './format';

/** How a state is coloured; its words say the same. */
export type Tone = 'active' | 'waiting' | 'idle' | 'problem';

export interface State {
  words: string;
  tone: Tone;
}

const states: Record<string, State> = {
  unknown: { words: 'Not known yet', tone: 'waiting' },
  available: { words: 'Free', tone: 'idle' },
  preparing: { words: 'Plugged in', tone: 'waiting' },
  occupied: { words: 'Plugged in', tone: 'waiting' },
  charging: { words: 'Charging', tone: 'active' },
  suspendedevse: { words: 'Paused by station', tone: 'waiting' },
  suspendedev: { words: 'Paused by vehicle', tone: 'waiting' },
  finishing: { words: 'Finished', tone: 'idle' },
  reserved: { words: 'Reserved', tone: 'idle' },
  unavailable: { words: 'Out of service', tone: 'problem' },
  faulted: { words: 'Fault', tone: 'problem' },
};

/** The state of an EVSE in plain words; one that the page does not know is shown as it came. */
export function evseState(station: Pick<Station, 'online'>, evse: Pick<Evse, 'status'>): State {
  if (!station.online) return { words: 'Offline', tone: 'problem' };
  return states[evse.status.toLowerCase()] ?? { words: evse.status, tone: 'waiting' };
}

export interface Mode {
  words: string;
  explanation: string;
  tone: 'good' | 'caution' | 'bad';
}

const modes: Record<string, Mode> = {
  normal: { words: 'Normal', explanation: 'all meters fresh', tone: 'good' },
  'no-increase': { words: 'No increase', explanation: 'a meter is late, nothing is raised', tone: 'caution' },
  blind: { words: 'Blind', explanation: 'a meter is lost, stations go to their fallback', tone: 'bad' },
  dimmed: { words: 'Dimmed', explanation: 'lowered by the grid operator', tone: 'caution' },
  fallback: { words: 'Fallback', explanation: 'stations are held at their fallback', tone: 'bad' },
  starting: { words: 'Starting', explanation: 'waiting for meters and stations', tone: 'caution' },
};

/** The mode of a site or circuit in plain words. */
export function mode(code: string): Mode {
  return modes[code] ?? { words: code, explanation: '', tone: 'caution' };
}

/** The states of many EVSEs in one line: `9 charging · 2 paused by vehicle · 1 offline`. */
export function tally(stations: Station[]): { words: string; tone: Tone; count: number }[] {
  const order: Tone[] = ['active', 'waiting', 'idle', 'problem'];
  const counts = new Map<string, { words: string; tone: Tone; count: number }>();
  for (const station of stations) {
    for (const evse of station.evses) {
      const state = evseState(station, evse);
      const entry = counts.get(state.words) ?? { words: state.words.toLowerCase(), tone: state.tone, count: 0 };
      entry.count += 1;
      counts.set(state.words, entry);
    }
  }
  return [...counts.values()].sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone) || b.count - a.count);
}

/** A limit that comes and goes in one line: `90 kW by calendar peak hours until 20:00`. */
export function timedLimit(timed: Limit): string {
  const amps = timed.amps && (timed.amps.every((value) => value === timed.amps![0]) ? timed.amps.slice(0, 1) : timed.amps).map(figure).join('/');
  const values = [amps && `${amps} A`, timed.kw !== null && `${figure(timed.kw)} kW`].filter(Boolean).join(', ');
  return `${values} by ${timed.kind === 'demand' ? '' : `${timed.kind} `}${timed.source}${timed.ends ? ` until ${timed.ends}` : ''}`;
}

/** What a back end allows all its stations together: `, group limit 80 A`; nothing where it allows any. */
export function groupLimit(own: { groupAmps: number | null; groupKw: number | null }): string {
  const values = [own.groupAmps !== null && `${figure(own.groupAmps)} A`, own.groupKw !== null && `${figure(own.groupKw)} kW`].filter(Boolean);
  return values.length > 0 ? `, group limit ${values.join(', ')}` : '';
}

/** What is wished for a session, where it is anything out of the ordinary: `solar · priority 8 · leaves Mon 4 May 06:00 · needs 22.5 kWh`. */
export function terms(evse: Pick<Evse, 'mode' | 'priority' | 'departure' | 'needsKwh'>, timeZone?: string): string {
  const words: string[] = [];
  if (evse.mode !== undefined && evse.mode !== 'fast') words.push(evse.mode);
  if (evse.priority !== undefined && evse.priority !== 5) words.push(`priority ${evse.priority}`);
  if (evse.departure) {
    const { date, time } = clock(evse.departure, timeZone);
    words.push(`leaves ${date} ${time.slice(0, 5)}`);
  }
  if (evse.needsKwh !== undefined && evse.needsKwh !== null) words.push(`needs ${quantity(evse.needsKwh, 'kWh')}`);
  return words.join(' · ');
}

/** What a change of a limit was, for the eye and for screen readers. */
export function change(decision: Pick<Decision, 'from' | 'to' | 'change'>): { sign: string; words: string; tone: 'up' | 'down' | 'level' } {
  if (decision.from === null) return { sign: '•', words: 'first limit', tone: 'level' };
  if (decision.change === 'hold') return { sign: decision.to < decision.from ? '▽' : '△', words: 'limit ended', tone: 'level' };
  return decision.to < decision.from ? { sign: '▼', words: 'lowered', tone: 'down' } : { sign: '▲', words: 'raised', tone: 'up' };
}

/** What a station's back end has not had yet. */
export function waitingFor({ messages, since }: Waiting, timeZone?: string): string {
  const { date, time } = clock(since, timeZone);
  return `waiting for the back end: ${count(messages, 'message')} since ${date} ${time}`;
}
