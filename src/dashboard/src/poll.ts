import { useEffect, useState } from 'preact/hooks';

/** The newest JSON of a path: asked at once, whenever `trigger` changes, and every few seconds; null until it came. */
export function usePoll<T>(path: string, everyMs: number, trigger: unknown = null): T | null {
  const [newest, setNewest] = useState<T | null>(null);
  useEffect(() => {
    let left = false;
    const ask = async () => {
      try {
        const response = await fetch(path, { cache: 'no-store' });
        if (response.ok && !left) setNewest((await response.json()) as T);
      } catch {
        // The page's header says that there is no data; the last answer stays.
      }
    };
    void ask();
    const timer = window.setInterval(() => void ask(), everyMs);
    return () => {
      left = true;
      window.clearInterval(timer);
    };
  }, [path, everyMs, trigger]);
  return newest;
}
