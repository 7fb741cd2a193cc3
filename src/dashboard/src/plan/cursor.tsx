import type { ComponentChildren, JSX } from 'preact';
import type { Hour } from './shape';

/** What all charts of the room share: where the slots lie, and which one is looked at. */
export interface Cursor {
  times: number[];
  /** Places of the slots' edges in a box of 1000. */
  x: number[];
  slot: number;
  move: (slot: number) => void;
  leave: () => void;
}

/** A chart whose slots can be looked at with the pointer, a finger or the keyboard: arrows, Home and End. */
export function Slots({ cursor, label, spoken, children, kind }: { cursor: Cursor; label: string; spoken: string; children: ComponentChildren; kind: string }) {
  const last = cursor.times.length - 2;
  const point = (event: JSX.TargetedPointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (1000 * (event.clientX - box.left)) / Math.max(1, box.width);
    let slot = 0;
    while (slot < last && cursor.x[slot + 1]! <= at) slot += 1;
    cursor.move(slot);
  };
  const key = (event: KeyboardEvent) => {
    const to = { ArrowRight: cursor.slot + 1, ArrowLeft: cursor.slot - 1, PageUp: cursor.slot + 8, PageDown: cursor.slot - 8, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    cursor.move(Math.max(0, Math.min(last, to)));
  };
  return (
    <div
      class={`slots ${kind}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={cursor.slot}
      aria-valuetext={spoken}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => { if (event.pointerType === 'mouse') cursor.leave(); }}
      onKeyDown={key}
    >
      {children}
      <span class="cursor" aria-hidden="true" style={{ left: `${cursor.x[cursor.slot]! / 10}%`, width: `${(cursor.x[cursor.slot + 1]! - cursor.x[cursor.slot]!) / 10}%` }} />
    </div>
  );
}

/** The hours of the site's clock, as words below a chart or as lines through it. */
export function Hours({ axis, lines = false }: { axis: Hour[]; lines?: boolean }) {
  return <>{axis.map((hour) => <span key={hour.left} class={`hour ${hour.minor ? 'minor' : ''} ${hour.day ? 'day' : ''} ${lines ? 'rule' : ''}`} aria-hidden="true" style={{ left: `${hour.left}%` }}>{lines ? '' : hour.label}</span>)}</>;
}
