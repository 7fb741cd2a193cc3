// Draws what plans are worth from worth.json: for each site the cost above the optimum's and the share of the energy that was missing, by policy.
const order = ["charge at once", "fair", "least-laxity", "plan", "plan, perfect forecasts", "optimum"];
const colours = ["#9aa0a6", "#c58a2b", "#b0578d", "#1f77b4", "#2a9d6f", "#444444"];
const [width, bar, left, top, plot] = [860, 24, 52, 44, 190];

// The even numbers of an axis that holds both ends: steps of 1, 2 or 5 times a power of ten, six at most.
function ticks(least, most) {
  const rough = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((times) => power * times >= rough);
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step);
}

function panel(rows, title, at, value, unit) {
  const sites = [...new Set(rows.map((row) => row.site))];
  const values = rows.map(value);
  const marks = ticks(Math.min(0, ...values), Math.max(...values, 1e-9));
  const [least, most] = [marks[0], marks.at(-1)];
  const room = (width - left - 10) / sites.length;
  const y = (number) => top + at + plot * (1 - (number - least) / (most - least));
  const out = [`<text x="${left}" y="${top + at - 12}" font-weight="bold">${title}</text>`];
  for (const number of marks) {
    out.push(`<line x1="${left}" x2="${width - 10}" y1="${y(number)}" y2="${y(number)}" stroke="${number === 0 ? "#888" : "#ddd"}"/>`);
    out.push(`<text x="${left - 6}" y="${y(number) + 4}" text-anchor="end">${Number(number.toFixed(6)).toString().replace("-", "\u2212")}${unit}</text>`);
  }
  sites.forEach((site, s) => {
    const x = left + s * room + (room - order.length * bar) / 2;
    order.forEach((policy, p) => {
      const row = rows.find((one) => one.site === site && one.policy === policy);
      if (!row) return;
      const [from, to] = [y(Math.max(0, value(row))), y(Math.min(0, value(row)))];
      out.push(`<rect x="${x + p * bar}" y="${from.toFixed(1)}" width="${bar - 2}" height="${Math.max(1, to - from).toFixed(1)}" fill="${colours[p]}"><title>${site}, ${policy}: ${value(row).toFixed(2)}${unit}</title></rect>`);
    });
    const days = rows.find((one) => one.site === site).days;
    out.push(`<text x="${x + (order.length * bar) / 2}" y="${top + at + plot + 18}" text-anchor="middle">${site}, ${days} ${days === 1 ? "day" : "days"}</text>`);
  });
  return out.join("\n");
}

/** The drawing as text, nothing where there are no figures. */
export function worthPlot(rows) {
  if (!rows || rows.length === 0) return null;
  const key = order.map((policy, p) => `<rect x="${left + p * 134}" y="8" width="10" height="10" fill="${colours[p]}"/><text x="${left + p * 134 + 14}" y="17">${policy}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + 2 * plot + 100}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...key,
    panel(rows, "Cost above the optimum's", 20, (row) => 100 * row.aboveOptimum, " %"),
    panel(rows, "Energy missing at departure", plot + 76, (row) => 100 * (1 - row.energy), " %"),
    "</svg>",
    "",
  ].join("\n");
}
