import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../dev/poll.mjs';
import { browserPage } from './browser-page.mjs';

const withPage = browserPage({ width: 1280, height: 900 });

test('What held charging back today is listed by cause, the largest first', () => withPage({}, async (page) => {
  const panel = page.getByTestId('losses');
  await panel.waitFor();
  assert.match(await panel.innerText(), /What held charging back today[\s\S]*89\.0 kWh later or not at all, beside 313 kWh delivered/);
  const causes = page.getByTestId('loss');
  assert.equal(await causes.count(), 5);
  assert.match(await causes.first().innerText(), /level1 L1: its usable current is taken\s*38\.4 kWh\s*43 %/);
  await page.getByRole('button', { name: 'Show all 7' }).click();
  assert.equal(await causes.count(), 7);
  const energies = await causes.evaluateAll((all) => all.map((e) => parseFloat(e.querySelector('.kwh').textContent)));
  assert.deepEqual(energies, energies.toSorted((a, b) => b - a));
  assert.match(await page.locator('.links').innerText(), /Held back today 89\.0 kWh/);
}));

test('A day that held nothing back says so', () => withPage({
  losses: () => ({ day: '2026-05-04', deliveredKwh: 40, heldBackKwh: 0, missingKwh: 0, causes: [], days: ['2026-05-04'] }),
}, async (page) => {
  assert.match(await page.getByTestId('losses').innerText(), /every vehicle got what it could take/);
}));

test('A setpoint below what the vehicle would take says what it costs', () => withPage({}, async (page) => {
  assert.match(await page.locator('[data-station="N1-01"] .reason').innerText(), /level1 L1: its usable 96 A are taken · costs \d+\.\d A/);
  assert.equal(await page.locator('[data-station="N1-07"] [data-testid=lost]').count(), 0);
}));

test('A station opens to its last decisions and closes again, by keyboard too', () => withPage({}, async (page) => {
  const id = page.locator('[data-station="N1-03"] button.id');
  const decisions = page.getByTestId('decision');
  await id.click();
  await decisions.first().waitFor();
  assert.equal(await id.getAttribute('aria-expanded'), 'true');
  assert.equal(await decisions.count(), 7);
  assert.match(await decisions.first().innerText(), /\d\d:\d\d:\d\d[\s\S]*7\.1[\s\S]*9\.4 A[\s\S]*level1 L1: its usable 96 A are taken · costs 6\.6 A/);
  await id.focus();
  await page.keyboard.press('Enter');
  await until('it is closed', async () => (await decisions.count()) === 0);
}));

for (const width of [390, 1280]) {
  test(`At ${width} pixels nothing of a row, its decisions or the losses leaves its card`, () => withPage({ viewport: { width, height: 844 } }, async (page) => {
    await page.locator('[data-station="N1-03"] button.id').click();
    await page.getByTestId('decision').first().waitFor();
    await page.getByTestId('loss').first().waitFor();
    const outside = await page.evaluate(() => [...document.querySelectorAll('[data-testid=evse] *, [data-testid=loss] *')]
      .filter((e) => e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().right > e.closest('.circuit').getBoundingClientRect().right + 0.5)
      .map((e) => `${e.className || e.tagName}: ${e.textContent.slice(0, 30)}`));
    assert.deepEqual(outside, []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  }));
}
