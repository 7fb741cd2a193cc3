import type { Decision, Decisions } from './contract';
import { clock, number } from './format';
import { usePoll } from './poll';
import { change } from './words';

const everyMs = 5000;

/** The last changes of one EVSE's limit, the newest first; asked for while it is open, and at once when the setpoint changes. */
export function DecisionList({ station, evse, setpoint }: { station: string; evse: string; setpoint: number | null }) {
  const answer = usePoll<Decisions>(`api/v1/stations/${encodeURIComponent(station)}/decisions`, everyMs, setpoint);
  const decisions = answer?.evses.find((one) => one.id === evse)?.decisions ?? [];
  if (answer === null) return <p class="nothing">Asking for its last decisions</p>;
  if (decisions.length === 0) return <p class="nothing">No decision yet.</p>;
  return (
    <ol class="history" aria-label={`Last decisions for ${evse}`}>
      {decisions.map((decision, index) => <Entry key={`${decision.time} ${index}`} decision={decision} />)}
    </ol>
  );
}

function Entry({ decision }: { decision: Decision }) {
  const { sign, words, tone } = change(decision);
  return (
    <li class={tone} data-testid="decision">
      <time dateTime={decision.time}>{clock(decision.time).time}</time>
      <span class="step">
        <span class="sign-of" aria-hidden="true">{sign}</span>
        <span class="visually-hidden">{words}: </span>
        <span class="from">{number(decision.from)}</span>
        <span aria-hidden="true">→</span><span class="visually-hidden"> to </span>
        <b>{number(decision.to)} A</b>
      </span>
      <span class="because">
        {decision.sentence}
        {decision.lostAmps > 0 && <> · <span class="lost">costs {number(decision.lostAmps)} A</span></>}
      </span>
    </li>
  );
}
