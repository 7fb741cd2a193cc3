/** Asks until the answer is true or the time is up; the error names what was awaited and the last answer. */
export async function until(what, ask, { withinMs = 60_000, everyMs = 50 } = {}) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer === true) return;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${what} (last: ${JSON.stringify(answer)})`);
    await new Promise((done) => setTimeout(done, everyMs));
  }
}
