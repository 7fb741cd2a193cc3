import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { mockPlan, noPlan } from './mock-plan.mjs';
import { mockSite } from './mock-site.mjs';
import { startMock } from './mock-server.mjs';

/** Takes screenshots of the built page with mock data: `node dev/shots.mjs <folder> [<part of a name>]`. */
const folder = process.argv[2] ?? 'shots';
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

async function shot(name, { viewport, colorScheme = 'light', fullPage = false, before = async () => {}, room = 'now', ...mocked }) {
  const only = process.argv[3];
  if (only && !name.includes(only)) return;
  const mock = await startMock(mocked);
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: viewport === phone ? 2 : 1 });
  await page.goto(`${mock.url}#${room}`);
  await page.locator(room === 'plan' ? '[data-testid=plan-state]' : '[data-testid=evse]').first().waitFor();
  await before(page, mock);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  await page.close();
  await mock.close();
}

await shot('desktop-light', { viewport: desktop });
await shot('desktop-dark', { viewport: desktop, colorScheme: 'dark' });
await shot('phone', { viewport: phone });
await shot('phone-dark-full', { viewport: phone, colorScheme: 'dark', fullPage: true });
const open = async (page) => {
  await page.getByTestId('losses').waitFor();
  await page.locator('[data-station="N1-03"] button.id').click();
  await page.getByTestId('decision').first().waitFor();
};
await shot('why-1280', { viewport: { width: 1280, height: 900 }, fullPage: true, before: open });
await shot('why-phone', { viewport: phone, fullPage: true, before: open });
await shot('resources-desktop', { viewport: desktop, site: withResources });
await shot('resources-phone', { viewport: phone, site: withResources });
await shot('desktop-120', { viewport: desktop, site: (at) => mockSite(at, { stations: 120 }) });
await shot('desktop-trouble', { viewport: desktop, site: trouble });
await shot('desktop-stale', {
  viewport: desktop,
  before: async (page, mock) => {
    mock.stop();
    await page.locator('[data-testid=stale]').waitFor({ timeout: 15_000 });
  },
});
const plan = { room: 'plan', fullPage: true };
await shot('plan-desktop', { ...plan, viewport: desktop });
await shot('plan-desktop-dark', { ...plan, viewport: desktop, colorScheme: 'dark', before: (page) => page.locator('.slots.power').hover({ position: { x: 500, y: 120 } }) });
await shot('plan-phone', { ...plan, viewport: phone });
await shot('plan-phone-dark', { ...plan, viewport: phone, colorScheme: 'dark' });
await shot('plan-off', { ...plan, viewport: desktop, plan: () => noPlan() });
await shot('plan-stale', { ...plan, viewport: phone, plan: (at) => ({ ...mockPlan(at), state: 'stale', ageSeconds: 1020, sentence: 'the planner has not answered for 60 s: the last plan holds for 15 minutes from its picture, then sessions charge as if there were none' }) });
await browser.close();

/** A lost meter and an overload. */
function trouble(at) {
  const site = mockSite(at);
  site.mode = 'blind';
  site.circuits[1].mode = 'blind';
  site.circuits[1].meterAgeSeconds = 41;
  site.meters[1] = { id: 'level1', ageSeconds: 41, state: 'blind', lastError: 'no answer' };
  site.circuits[2].phases[0].drawnAmps = 131.4;
  site.circuits[2].phases[1].drawnAmps = 122.8;
  site.alarms.unshift({ code: 'meter-blind', subject: 'level1', since: site.alarms[0].since, sentence: 'meter level1 has not answered for 41 s; its load is assumed and leases run out' });
  return site;
}

/** PV that is curtailed, a battery that is steered, and PV that nobody measures. */
function withResources(at) {
  const reason = (text) => ({ code: 'X', subject: null, phase: null, amount: 0, sentence: text });
  return {
    ...mockSite(at),
    resources: [
      { id: 'sun', kind: 'pv', circuit: 'main', meter: 'roof', drawnKw: -12.4, maxKw: 30, steering: { mode: 'curtail', state: 'ready', orderKw: null, feedInAtMostKw: 12.5, reason: reason('no more than 5 kW may leave main') } },
      { id: 'cell', kind: 'battery', circuit: 'main', meter: 'cell', drawnKw: 3.1, maxKw: 11, socPercent: 64, steering: { mode: 'self-consumption', state: 'ready', orderKw: 3.2, feedInAtMostKw: null, reason: reason('keeps the flow at the grid connection near zero') } },
      { id: 'old roof', kind: 'pv', circuit: 'level1', meter: null, drawnKw: null, maxKw: 5, steering: null },
    ],
  };
}
