import type { Site } from './contract';

/** After this long without a new picture the page says so. */
export const staleAfterSeconds = 4;
const reopenAfterSeconds = 10;
const reopenPauseMs = 1000;

export interface Picture {
  site: Site | null;
  /** Seconds since the last new picture (or since the page opened). */
  ageSeconds: number;
  stale: boolean;
}

/**
 * The live picture of the site: loaded once, then fed by the stream. A picture counts as new only when the controller's own time
 * has moved, so a frozen controller behind a living connection is stale too. A silent or refused stream is opened again.
 */
export function startFeed(show: (picture: Picture) => void): () => void {
  let site: Site | null = null;
  let freshAt = performance.now();
  let source: EventSource | null = null;
  let openedAt = 0;
  let reopen = 0;

  const publish = () => {
    const ageSeconds = (performance.now() - freshAt) / 1000;
    show({ site, ageSeconds, stale: ageSeconds >= staleAfterSeconds });
  };
  const receive = (next: Site) => {
    if (next.time !== site?.time) freshAt = performance.now();
    site = next;
    publish();
  };
  const load = async () => {
    try {
      const response = await fetch('api/v1/site', { cache: 'no-store' });
      if (response.ok && site === null) receive((await response.json()) as Site);
    } catch {
      // The stream follows, and the page says how long it has been without a picture.
    }
  };
  const open = () => {
    source?.close();
    openedAt = performance.now();
    source = new EventSource('api/v1/stream');
    source.addEventListener('site', (event) => {
      openedAt = performance.now();
      const next = parse((event as MessageEvent<string>).data);
      if (next !== null) receive(next);
    });
    source.addEventListener('error', () => {
      source?.close();
      window.clearTimeout(reopen);
      reopen = window.setTimeout(open, reopenPauseMs);
    });
  };
  const tick = window.setInterval(() => {
    publish();
    if (performance.now() - openedAt > reopenAfterSeconds * 1000) open();
  }, 1000);

  void load();
  open();
  publish();
  return () => {
    window.clearInterval(tick);
    window.clearTimeout(reopen);
    source?.close();
  };
}

/** Half a picture is no picture: the last one stays and ages. */
function parse(text: string): Site | null {
  try {
    return JSON.parse(text) as Site;
  } catch {
    return null;
  }
}
