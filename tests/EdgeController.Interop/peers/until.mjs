/** Polls until `probe` returns something truthy and returns that; fails with `what` when `seconds` have passed. */
export async function until(what, seconds, probe) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${typeof what === 'function' ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
