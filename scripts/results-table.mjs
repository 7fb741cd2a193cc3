// Turns the result files of a long test run into tables. Called by results-table.sh.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { faultTable } from "./faults-table.mjs";
import { worthPlot } from "./worth-plot.mjs";

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
table(
  "Journal, process killed",
  "`kill -9` of the real process, 25 times a session, while six stations of all versions make transactions without a pause and the back end comes and goes. Of the messages that stations were answered none may be lost or reordered; *repeats* are those whose answer was swallowed by a death or a break.",
  read("journal-kills.json"),
);
const faults = read("faults.json") ?? {};
table("Meter lost", "In a busy hour, with an unseen jump of the load.", faults.meterLost);
table("Meter lost, over real sockets", "Times shortened: increases stop after 2.5 s, blind after 5 s, leases of 20 s.", faults.realTimeMeterLost);
table("Wrong answers", "A gateway answers late, or for another unit; *unprotected* is without a look at transaction id and unit.", faults.wrongAnswer);
table("Load step", "The uncontrolled load jumps to what the site file assumes, in plain sight.", faults.loadStep);
table("Stations offline", "On a level without a meter, vehicles asleep and charging.", faults.stationOffline);
table(
  "Adversary",
  "Days of the garage with stations of all versions and odd habits under a hostile back end. Every message that a station was answered has to come, and every answer about profiles has to be true; *untrue* counts what was not. *above cap* is by how much a vehicle drew more than its back end allowed and its fallback.",
  read("adversary.json"),
);
table(
  "Example sites",
  "A day of ten seeds and a week of three at each site of `site-examples`, as its vehicles come and go. The longest wait is that of an awake vehicle without any current; writes per station and day (the depot's buses have memory without wear). Staff of the business charge from the sun, which the ideal does not wait for. The vans of the V2X depot are planned for the 20 kWh that its site file asks for, far less than these could take, and wait for their hour.",
  read("sites.json"),
);
const compared = read("comparison.json") ?? [];
const capacities = [...new Set(compared.map((row) => row.mainAmps))];
const pivot = (figure) =>
  [...new Set(compared.map((row) => row.algorithm))].flatMap((algorithm) => {
    const found = capacities.map((amps) => compared.find((row) => row.mainAmps === amps && row.algorithm === algorithm)?.[figure] ?? null);
    if (found.every((value) => value === null)) return [];
    return [{ algorithm, ...Object.fromEntries(found.map((value, i) => [`${capacities[i]} amperes`, value === null ? null : `${(100 * value).toFixed(1)} %`])) }];
  });
table(
  "Beside the textbook's algorithms: energy delivered",
  "The garage behind main breakers from scarce to ample (its own has 250 A; contract and building in proportion; fallback 0 A), five days each, same arrivals. Share of the energy asked for. The *optimum* knows the whole day beforehand: a linear program, proven by its multipliers. All but the first row keep the guard's reserve; textbook rules know every vehicle and act without delay.",
  pivot("energy"),
);
table("Beside the textbook's algorithms: demands met", "Share of the visits that miss less than 0.1 kWh.", pivot("demands"));
table(
  "The controller and its own rule without delay",
  "Energy delivered, as a share of what the same rule delivers under the same limits with all known at once and no delay, deadband, rounding or turns.",
  pivot("ofItsRule"),
);
const worth = read("worth.json");
const percent = (share) => `${(100 * share).toFixed(1)} %`;
table(
  "What plans are worth",
  "The example sites with day-ahead prices and a roof, in closed loop, everybody telling when he leaves and what he needs; same arrivals, loads, clouds and prices for all. *Charge at once* heeds no limit (on paper). The *optimum* knows every visit, load, cloud and price, and has the guard's working limits and the least currents: a linear program in quarters of an hour, two days at a time, of which the first counts. *Perfect forecasts* is the product with the load, sun and arrivals that will be, and knows how each vehicle slows down; it has seven days, beside the optimum of the same seven. Cost is the whole site's bill, in EUR; *above optimum* compares it with what vehicles miss bought at the mean price, so that nobody is cheaper by delivering less. Vehicles that never charge miss in every row.",
  worth?.map((row) => ({ ...row, aboveOptimum: percent(row.aboveOptimum), energy: percent(row.energy), selfConsumption: percent(row.selfConsumption) })),
);
const plot = worthPlot(worth);
if (plot) {
  writeFileSync(join(dirname(output), "worth.svg"), plot);
  lines.push("![Cost above the optimum's and energy missing, by site and policy](worth.svg)", "");
}
writeFileSync(join(dirname(output), "faults.md"), faultTable(read));
writeFileSync(output, lines.join("\n").trimEnd() + "\n");
