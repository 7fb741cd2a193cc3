// Turns the result files of a long test run into tables. Called by results-table.sh.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, output] = process.argv.slice(2);
const lines = ["# Results", "", "Made by `scripts/results-table.sh` from the figures that `./test.sh --long` writes; do not edit.", ""];

const read = (name) => (existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), "utf8")) : null);
const words = (key) => key.replace(/([A-Z])/g, (letter) => " " + letter.toLowerCase());
const cell = (value) => (value === null || value === undefined ? "" : String(value));

function table(title, text, rows) {
  if (!rows || rows.length === 0) return;
  const keys = Object.keys(rows[0]).filter((key) => rows.some((row) => row[key] !== null));
  lines.push(`## ${title}`, "", text, "", `| ${keys.map(words).join(" | ")} |`, `|${keys.map(() => "---").join("|")}|`);
  for (const row of rows) lines.push(`| ${keys.map((key) => cell(row[key])).join(" | ")} |`);
  lines.push("");
}

table(
  "Days of the garage",
  "24 hours each, in simulated time. The ideal shares every second without delay under the same limits; *fallback* leaves every station at 6 A; *unguarded* is when the first breaker trips with the guard off.",
  read("garage-days.json"),
);
table(
  "Controller killed",
  "Twenty deaths a day at random moments of the busy hours, each followed by the highest load that the site file assumes. A breaker carries 1.13 x for ever.",
  read("garage-kills.json"),
);
const faults = read("faults.json") ?? {};
table("Meter lost", "In a busy hour, with an unseen jump of the load.", faults.meterLost);
table("Meter lost, over real sockets", "Times shortened: increases stop after 2.5 s, blind after 5 s, leases of 20 s.", faults.realTimeMeterLost);
table("Wrong answers", "A gateway answers late, or for another unit; *unprotected* is without a look at transaction id and unit.", faults.wrongAnswer);
table("Load step", "The uncontrolled load jumps to what the site file assumes, in plain sight.", faults.loadStep);
table("Stations offline", "On a level without a meter, vehicles asleep and charging.", faults.stationOffline);
writeFileSync(output, lines.join("\n").trimEnd() + "\n");
