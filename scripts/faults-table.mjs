// The table of faults: the book of the scenarios beside what was measured. Called by results-table.mjs.
import { readFileSync } from "node:fs";

const head = `# Faults

Made by \`scripts/results-table.sh\` from \`tests/EdgeController.Scenarios/Faults/book-of-faults.json\` and the figures in \`docs/results/faults.json\`
and \`faults-process.json\`; do not edit. \`EDGE_RESULTS=docs/results EDGE_LONG=1\` before a run of the tests that the book names writes those
figures; without EDGE_LONG each is the same scenario with fewer seeds.

Each fault is played with its protection, where it has to be over before its deadline, and once more with that protection switched off,
where it has to fail: both are checked by the test. Seconds count from the fault, or from the end of what makes it worse (the jump of the load, the back end's return), to
what *safe when* says; the ratio is to the breaker, or to the limit that the fault is about. Deadlines above 300 s are those of faults that hide load: until they
are noticed, then the last lease, then 30 s; no breaker trips, since what is reserved keeps the load below 1.13 x. Faults without a ratio are tested on links, sockets and
processes, where no current flows. Numbers are those of the fault catalogue: A meters, B MQTT and other inputs, C back end, D stations and their network, E the controller itself, F electricity.
D5 and D6 (passwords, security profiles) are not there yet.

| fault | what happens | safe when | seconds to safe | deadline | worst ratio | runs | switched off in the control | what becomes of it |
|---|---|---|---|---|---|---|---|---|
`;

const method = (test) => test.split(".").slice(-2).join(".");
const cell = (value) => (value === null || value === undefined ? "" : String(value).replaceAll("|", "\\|"));

/** The whole document. */
export function faultTable(read) {
  const book = JSON.parse(readFileSync(new URL("../tests/EdgeController.Scenarios/Faults/book-of-faults.json", import.meta.url), "utf8"));
  const measured = [...(read("faults.json")?.named ?? []), ...(read("faults-process.json") ?? [])];
  const rows = book.map((fault) => {
    const seen = measured.filter((row) => row.fault.split(" ")[0] === fault.id);
    const most = (key) => seen.map((row) => row[key]).filter((value) => value !== null).reduce((a, b) => Math.max(a, b), -Infinity);
    const figure = (value) => (value === -Infinity ? (seen.length ? "" : "not measured") : value);
    const without = [...new Set(seen.map((row) => row.without))].join("; ").replaceAll("after Infinity s", "never").replaceAll("Infinity s", "never");
    const runs = seen.reduce((sum, row) => sum + row.runs, 0);
    return [fault.id, fault.fault, fault.safe, figure(most("secondsToSafe")), fault.deadline, seen.length ? figure(most("worstRatio")) : "", runs || "", fault.off, without];
  });
  const tests = book.map((fault) => [fault.id, `\`${method(fault.test)}\``, fault.control && fault.control !== fault.test ? `\`${method(fault.control)}\`` : "the same", fault.note]);
  const field = read("faults.json")?.realTimeField ?? [];
  const fieldRows = field.map((row) => [row.fault, row.what, row.alarm, row.namedAfterSeconds, row.safeAfterSeconds, row.lastIncreaseSeconds, row.worstRatio, row.recoveredAfterSeconds]);
  const table = (lines) => lines.map((line) => `| ${line.map(cell).join(" | ")} |`).join("\n");
  return `${head}${table(rows)}

## The field over real sockets

Two meters on Modbus TCP, one on a serial line, a SunSpec inverter and battery, a meter and a price feed over a real broker, each killed, frozen and restored (\`FieldFaultTests\`,
in real time; staleness is shortened to 2 s and 5 s, leases to 20 s). With each fault of a meter the load that it no longer shows steps by 21 A on a branch of 50 A. Safe: the branch is below its limit
for good; increases and renewals that come after the fault of a frozen value end when it is noticed. The control switches the watch on staleness and the reserve off for the serial
meter: the branch must then be over its limit beyond the deadline, and above the 1.13 x that the reserve keeps.

| fault | what happens | first alarm | named after s | safe after s | last increase or renewal s | worst ratio | believed again after s |
|---|---|---|---|---|---|---|---|
${table(fieldRows)}

## Their tests

| fault | shown by | negative control | shortened or left out |
|---|---|---|---|
${table(tests)}
`;
}
