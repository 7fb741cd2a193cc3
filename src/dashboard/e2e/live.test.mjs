import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { launchBrowser } from '../dev/browser.mjs';
import { until } from '../dev/poll.mjs';

/**
 * The page against a running controller: `EDGE_URL=http://127.0.0.1:8080 node --test e2e/live.test.mjs`.
 * EDGE_STATIONS: how many stations to expect (24). EDGE_SHOTS: a folder for screenshots.
 */
const url = process.env.EDGE_URL;
const expectedStations = Number(process.env.EDGE_STATIONS ?? 24);
const shots = process.env.EDGE_SHOTS;

test('The page of a running controller shows every station charging, or waiting for its plan, within every limit, and the plan with its reasons', { skip: url ? false : 'EDGE_URL is not set' }, async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });

    const response = await page.goto(url);
    assert.equal(response.status(), 200, 'the page is reachable');
    const rows = page.getByTestId('evse');
    const stations = () => rows.evaluateAll((all) => new Set(all.map((e) => e.dataset.station)).size);
    await until(`${expectedStations} stations are listed`, async () => {
      const listed = await stations();
      return listed === expectedStations || listed;
    }, { withinMs: 120_000 });

    await until('every station charges or waits and no bar is over its limit', async () => {
      const idle = await rows.evaluateAll((all) => all
        .filter((e) => e.dataset.online !== 'true' || (e.dataset.status !== 'Charging' && !/the plan gives it nothing now/.test(e.querySelector('.reason').textContent)))
        .map((e) => `${e.dataset.station} ${e.querySelector('.state').textContent}`));
      const over = await page.getByTestId('bar').evaluateAll((all) => all
        .filter((e) => !(Number(e.dataset.drawn) <= Number(e.dataset.limit)))
        .map((e) => `${e.dataset.circuit} ${e.dataset.name} ${e.dataset.drawn} of ${e.dataset.limit}`));
      return (idle.length === 0 && over.length === 0) || { idle, over };
    }, { withinMs: 120_000, everyMs: 250 });

    assert.ok((await page.getByTestId('bar').count()) > 0, 'there are bars');
    assert.equal(await page.getByTestId('stale').count(), 0, 'the picture is live');
    const clock = page.locator('header time');
    const shown = await clock.getAttribute('datetime');
    await until('the stream moves the clock', async () => (await clock.getAttribute('datetime')) !== shown);

    await rows.first().getByRole('button').click();
    await page.getByTestId('decision').first().waitFor({ timeout: 60_000 });
    await page.getByTestId('losses').waitFor({ timeout: 60_000 });
    assert.match(await page.getByTestId('losses').innerText(), /What held charging back today/);

    if (shots) await takeShots(page, 'now');
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await until('the plan is in force', async () => /In force/.test(await page.getByTestId('plan-state').innerText({ timeout: 60_000 })));
    await until('vehicles are planned', async () => (await page.getByTestId('plan-vehicle').count()) > 0);
    for (const why of await page.getByTestId('plan-why').allInnerTexts()) assert.match(why, /\S+ \S+/);
    if (shots) await takeShots(page, 'plan');
    assert.deepEqual(errors, [], 'no console errors');
  } finally {
    await browser.close();
  }
});

async function takeShots(page, room) {
  mkdirSync(shots, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: join(shots, `${room}-desktop-${colorScheme}.png`) });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: join(shots, `${room}-phone-${colorScheme}.png`), fullPage: true });
  }
}
