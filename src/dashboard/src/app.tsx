import { useEffect, useState } from 'preact/hooks';
import type { Alarm, Csms, Losses, Meter, Site } from './contract';
import { bindingKeys } from './bars';
import { CircuitView } from './circuit';
import type { Picture } from './feed';
import { age, clock, duration, energy, sentence } from './format';
import { LossPanel } from './losses';
import { PlanRoom } from './plan/room';
import { usePoll } from './poll';
import { StationList } from './stations';
import { siteTree } from './tree';
import { groupLimit, mode } from './words';

/** The page with its two rooms: "Now" (what flows, what may flow, and why) and "Plan" (what is to come). */
export function App({ picture }: { picture: Picture }) {
  const { site, stale } = picture;
  const room = useRoom();
  return (
    <>
      <a class="skip" href={`#${room}`}>{room === 'now' ? 'Skip to the circuits' : 'Skip to the plan'}</a>
      <header class="top">
        <div class="bar-of-title">
          <h1>{site?.name ?? 'EdgeController'}</h1>
          {site && <SiteMode code={site.mode} />}
          <nav class="rooms" aria-label="Rooms">
            <a href="#now" aria-current={room === 'now' ? 'page' : undefined}>Now</a>
            <a href="#plan" aria-current={room === 'plan' ? 'page' : undefined}>Plan</a>
          </nav>
          {site?.simulated && <span class="badge simulated">Simulated</span>}
          <span class="spacer" />
          {site && <Clock iso={site.time} />}
          <span class={`link ${stale ? 'lost' : 'live'}`} data-testid="link">{stale ? 'No data' : site ? 'Live' : 'Connecting'}</span>
        </div>
        {stale && (
          <div class="stale" data-testid="stale">
            <strong aria-hidden="true">No data for {duration(picture.ageSeconds)}.</strong>
            <span role="alert">{site ? 'The values below are old. Connecting again.' : 'The controller does not answer. Connecting again.'}</span>
          </div>
        )}
      </header>
      <main id={room} class={stale ? 'old' : ''} tabIndex={-1}>
        {site ? room === 'plan' ? <PlanRoom time={site.time} /> : <Now site={site} /> : <p class="first-picture">Waiting for the first picture of the site.</p>}
      </main>
      {site && <footer>EdgeController {site.version}</footer>}
    </>
  );
}

/** The room that the address names; an anchor inside "Now" is "Now". */
function useRoom(): 'now' | 'plan' {
  const named = () => (window.location.hash === '#plan' ? 'plan' : 'now');
  const [room, enter] = useState<'now' | 'plan'>(named);
  useEffect(() => {
    const changed = () => enter(named());
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return room;
}

const lossesEveryMs = 15_000;

function Now({ site }: { site: Site }) {
  const { roots, strays } = siteTree(site);
  const keys = bindingKeys(site);
  const losses = usePoll<Losses>('api/v1/losses', lossesEveryMs);
  return (
    <>
      <Alarms alarms={site.alarms} />
      <div class="strip">
        <Links site={site} losses={losses} />
        <Legend />
      </div>
      {roots.map((node) => <CircuitView key={node.circuit.id} node={node} keys={keys} depth={0} />)}
      {strays.length > 0 && (
        <section class="circuit" aria-label="Stations without a circuit">
          <h2>Stations without a circuit</h2>
          <StationList stations={strays} />
        </section>
      )}
      <LossPanel losses={losses} />
    </>
  );
}

function SiteMode({ code }: { code: string }) {
  const { words, explanation, tone } = mode(code);
  return (
    <span class="mode">
      <span class={`badge ${tone}`} data-testid="mode"><span class="visually-hidden">Mode: </span>{words}</span>
      <span class="explanation">{explanation}</span>
    </span>
  );
}

function Clock({ iso }: { iso: string }) {
  const { date, time } = clock(iso);
  return <time class="clock" dateTime={iso}><span class="date">{date}</span> {time}</time>;
}

function Alarms({ alarms }: { alarms: Alarm[] }) {
  return (
    <section class="alarms" aria-label="Alarms" aria-live="polite">
      {alarms.length > 0 && (
        <ul>
          {alarms.map((alarm, index) => (
            <li key={`${alarm.code} ${alarm.subject} ${index}`} data-testid="alarm" title={alarm.code}>
              <span class="sign" aria-hidden="true">!</span>
              <span class="text">{sentence(alarm.sentence)}</span>
              <time dateTime={alarm.since}>since {clock(alarm.since).time}</time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Links({ site, losses }: { site: Site; losses: Losses | null }) {
  const online = site.stations.filter((station) => station.online).length;
  return (
    <ul class="links" aria-label="Connections">
      <li class={online < site.stations.length ? 'caution' : ''}>Stations <b>{online} of {site.stations.length}</b> online</li>
      {site.csms.map((csms) => <CsmsLink key={csms.name} csms={csms} />)}
      {site.meters.map((meter) => <MeterLink key={meter.id} meter={meter} />)}
      {losses !== null && <li><a href="#held-back" tabIndex={-1}>Held back today <b>{energy(losses.heldBackKwh)}</b></a></li>}
    </ul>
  );
}

function CsmsLink({ csms }: { csms: Csms }) {
  const own = csms.identity;
  return (
    <>
      <li class={csms.connected < csms.of ? 'caution' : ''}>CSMS {csms.name} <b>{csms.connected} of {csms.of}</b> connected</li>
      {own && <li class={own.connected ? '' : 'caution'}>{own.id} at CSMS {csms.name} <b>{own.connected ? 'connected' : 'not connected'}</b>{groupLimit(own)}</li>}
    </>
  );
}

function MeterLink({ meter }: { meter: Meter }) {
  const tone = meter.state === 'fresh' ? '' : meter.state === 'blind' ? 'bad' : 'caution';
  return (
    <li class={tone} title={meter.lastError ?? ''}>
      Meter {meter.id} <b class="age">{age(meter.ageSeconds)}</b>{meter.state === 'fresh' ? '' : ` ${meter.state}`}
    </li>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label="How to read the bars">
      <li><i class="key uncontrolled" />uncontrolled</li>
      <li><i class="key controlled" />stations</li>
      <li><i class="key binding" />stations, binding</li>
      <li><i class="key usable" />usable limit</li>
    </ul>
  );
}
