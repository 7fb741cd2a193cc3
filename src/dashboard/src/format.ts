const none = '–';

/** One decimal and a real minus sign; a dash where there is no value, so that absent never looks like zero. */
export function number(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A limit as it is printed on a breaker: `250`, not `250.0`, but `241.5` stays. */
export function limit(value: number | null | undefined): string {
  return number(value, Number.isInteger(value) ? 0 : 1);
}

/** A number with its unit, or the dash alone. */
export function quantity(value: number | null | undefined, unit: string): string {
  const text = number(value);
  return text === none ? none : `${text} ${unit}`;
}

/** A span in the words of a clock: `45 s`, `3:32 min`, `2:05 h`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return none;
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
}

/** The age of a reading: tenths while it is young, then the words of a clock. */
export function age(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return 'no value yet';
  return seconds < 10 ? `${number(Math.max(0, seconds))} s` : duration(seconds);
}

/** Date and time of an instant, in the browser's zone unless another is named. */
export function clock(iso: string, timeZone?: string): { date: string; time: string } {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return { date: none, time: none };
  const zone = timeZone === undefined ? {} : { timeZone };
  return {
    date: new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', ...zone }).format(at),
    time: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone }).format(at),
  };
}

/** A sentence as data sends it (no capital, no full stop) made ready to stand alone. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) || trimmed === '' ? trimmed : `${trimmed}.`;
}

/** `1 station`, `2 stations`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Energy in kWh: one decimal below a hundred, none above. */
export function energy(kwh: number | null | undefined): string {
  const text = number(kwh, kwh !== null && kwh !== undefined && Math.abs(kwh) >= 99.95 ? 0 : 1);
  return text === none ? none : `${text} kWh`;
}

/** A part of a whole in percent: `42 %`, `< 1 %`. */
export function share(part: number, whole: number): string {
  if (!(whole > 0) || !Number.isFinite(part)) return none;
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}
