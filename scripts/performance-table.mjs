// Puts the figures of docs/results/benchmarks.json between the markers of docs/performance.md. Called by results-table.sh.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [figures, document] = process.argv.slice(2);
if (!existsSync(figures)) process.exit(0);
const { machine, figures: rows } = JSON.parse(readFileSync(figures, "utf8"));
const titles = {
  allocator: "The guard's arithmetic",
  chain: "From the meter to the wire, 100 stations",
  relay: "The relay",
  link: "One station's link, without sockets",
  start: "Start and memory",
  day: "A simulated day",
  planner: "The planner",
  modbus: "Fifty Modbus meters",
};
const lines = [
  `${machine.cores} cores (${machine.architecture}), ${machine.runtime}, ${machine.system}.`,
];
for (const [group, title] of Object.entries(titles)) {
  const own = rows.filter((row) => row.group === group);
  if (own.length === 0) continue;
  lines.push("", `## ${title}`, "");
  const loads = own.filter((row) => row.load).map((row) => Number(row.load.split(" ")[0]));
  if (loads.length > 0) lines.push(`Load average of a minute while it was measured, this measurement in it: ${Math.min(...loads)} to ${Math.max(...loads)}.`, "");
  lines.push("| figure | value | target | met |", "|---|---:|---|---|");
  for (const row of own) lines.push(`| ${row.figure} | ${row.value} ${row.unit} | ${row.target ?? ""} | ${row.met === null ? "" : row.met ? "yes" : "**no**"} |`);
}
const text = readFileSync(document, "utf8");
const [begin, end] = ["<!-- figures -->", "<!-- /figures -->"];
const [before, after] = [text.indexOf(begin), text.indexOf(end)];
if (before < 0 || after < 0) throw new Error(`${document} has no ${begin} and ${end}`);
writeFileSync(document, `${text.slice(0, before + begin.length)}\n${lines.join("\n")}\n${text.slice(after)}`);
