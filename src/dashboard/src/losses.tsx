import { useState } from 'preact/hooks';
import type { Loss, Losses } from './contract';
import { energy, share } from './format';

/** How many causes are shown before somebody asks for all. */
const first = 5;

/** What held charging back today, by cause, the largest first. */
export function LossPanel({ losses }: { losses: Losses | null }) {
  const [all, setAll] = useState(false);
  if (losses === null) return null;
  const shown = all ? losses.causes : losses.causes.slice(0, first);
  const most = losses.causes[0]?.heldBackKwh ?? 0;
  return (
    <section class="circuit losses" id="held-back" data-testid="losses" aria-labelledby="losses-title">
      <div class="circuit-head">
        <h2 id="losses-title">What held charging back today</h2>
        <span class="source">
          <b>{energy(losses.heldBackKwh)}</b> later or not at all, beside <b>{energy(losses.deliveredKwh)}</b> delivered
          {losses.missingKwh >= 0.1 && <>; up to <b>{energy(losses.missingKwh)}</b> of it missing when vehicles left</>}
        </span>
      </div>
      {losses.causes.length === 0
        ? <p class="nothing">Nothing: every vehicle got what it could take.</p>
        : <ol class="causes">{shown.map((loss) => <Cause key={`${loss.cause} ${loss.subject} ${loss.phase} ${loss.source}`} loss={loss} most={most} all={losses.heldBackKwh} />)}</ol>}
      {losses.causes.length > first && (
        <button type="button" class="more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${losses.causes.length}`}
        </button>
      )}
    </section>
  );
}

function Cause({ loss, most, all }: { loss: Loss; most: number; all: number }) {
  return (
    <li data-testid="loss" title={loss.cause}>
      <span class="sentence">{loss.sentence}</span>
      <span class="track" aria-hidden="true"><span class="fill" style={{ width: `${most > 0 ? (100 * loss.heldBackKwh) / most : 0}%` }} /></span>
      <span class="kwh"><b>{energy(loss.heldBackKwh)}</b></span>
      <span class="share">{share(loss.heldBackKwh, all)}</span>
    </li>
  );
}
