import { useState } from 'preact/hooks';
import type { Evse, Station } from './contract';
import { DecisionList } from './decisions';
import { count, duration, limit, number, quantity } from './format';
import { evseState, tally, terms, waitingFor } from './words';

/** The stations of one circuit, one row for each EVSE; can be folded away. */
export function StationList({ stations }: { stations: Station[] }) {
  return (
    <details class="stations" open>
      <summary>
        <span class="count">{count(stations.length, 'station')}</span>
        <span class="tally">
          {tally(stations).map((entry) => <span key={entry.words} class={entry.tone}><i class="dot" aria-hidden="true" />{entry.count} {entry.words}</span>)}
        </span>
      </summary>
      <ul class="rows">
        <ColumnNames />
        <ColumnNames second />
        {stations.map((station) =>
          station.evses.length === 0
            ? <SilentStation key={station.id} station={station} />
            : station.evses.map((evse) => <Row key={evse.id} station={station} evse={evse} />))}
      </ul>
    </details>
  );
}

/** Column names for the eye; each row carries its own for screen readers and narrow screens. */
function ColumnNames({ second = false }: { second?: boolean }) {
  return (
    <li class={`row names ${second ? 'second' : ''}`} role="presentation" aria-hidden="true">
      <span class="id">Station</span>
      <span class="state">State</span>
      <span class="cell setpoint">Setpoint</span>
      <span class="cell drawn">Drawn per phase</span>
      <span class="cell session">Session</span>
      <span class="cell lease">Lease</span>
    </li>
  );
}

function Row({ station, evse }: { station: Station; evse: Evse }) {
  const state = evseState(station, evse);
  const wishes = terms(evse);
  const id = station.evses.length > 1 ? evse.id : station.id;
  const [open, setOpen] = useState(false);
  const what = [id, station.vendor, station.model, station.ocppVersion && `OCPP ${station.ocppVersion}`].filter(Boolean).join(' ');
  return (
    <li class={`row ${state.tone}`} data-testid="evse" data-station={station.id} data-status={evse.status} data-online={station.online}>
      <button type="button" class="id" title={what} aria-expanded={open} onClick={() => setOpen(!open)}>
        <i class="dot" aria-hidden="true" />{id}<span class="visually-hidden">: last decisions</span>
      </button>
      <span class="state">{state.words}</span>
      <dl>
        <div class="cell setpoint" title={evse.dc ? `maximum ${limit(evse.dc.maxKw)} kW, fallback ${limit(evse.dc.fallbackKw)} kW` : `maximum ${limit(evse.maxAmps)} A, fallback ${limit(evse.fallbackAmps)} A`}>
          <dt>Setpoint</dt>
          {evse.dc ? <dd><b>{number(evse.dc.setpointKw)}</b> kW</dd> : <dd><b>{number(evse.setpointAmps)}</b>{evse.setpointAmps !== null && ' A'}</dd>}
        </div>
        <div class="cell drawn"><dt>Drawn</dt><dd>{evse.dc ? quantity(evse.dc.measuredKw, 'kW') : <Measured amps={evse.measuredAmps} />}</dd></div>
        <div class="cell session"><dt>Session</dt><dd>{quantity(evse.sessionKwh, 'kWh')}</dd></div>
        <div class="cell lease" title={writesOfDay(station)}><dt>Lease</dt><dd>{duration(evse.leaseSecondsLeft)}</dd></div>
      </dl>
      <p class="reason">
        {!evse.following && <strong class="mark">Not following its setpoint</strong>}
        {evse.reason?.sentence}
        {(evse.lostAmps ?? 0) > 0 && <> · <span class="lost" data-testid="lost" title="what the vehicle would take beyond its setpoint, per phase">costs {number(evse.lostAmps)} A</span></>}
        {station.waiting && <> · <span class="waiting" data-testid="waiting">{waitingFor(station.waiting)}</span></>}
        {wishes && <span class="terms" data-testid="terms">{evse.reason?.sentence ? ' · ' : ''}{wishes}</span>}
      </p>
      {open && <div class="opened"><DecisionList station={station.id} evse={evse.id} setpoint={evse.setpointAmps} /></div>}
    </li>
  );
}

function writesOfDay({ writes }: Station) {
  return writes ? `${writes.total}${writes.budget === null ? '' : ` of ${writes.budget}`} profile writes in 24 h` : undefined;
}

function Measured({ amps }: { amps: (number | null)[] | null }) {
  if (amps === null || amps.length === 0) return <>–</>;
  return <>{amps.map((value, index) => <span key={index} class="phase">{number(value)}{' '}</span>)}A</>;
}

function SilentStation({ station }: { station: Station }) {
  return (
    <li class={`row ${station.online ? 'waiting' : 'problem'}`} data-testid="evse" data-station={station.id} data-online={station.online}>
      <span class="id"><i class="dot" aria-hidden="true" />{station.id}</span>
      <span class="state">{station.online ? 'Not known yet' : 'Offline'}</span>
      <p class="reason">no EVSE known yet{station.waiting && <> · <span class="waiting" data-testid="waiting">{waitingFor(station.waiting)}</span></>}</p>
    </li>
  );
}
