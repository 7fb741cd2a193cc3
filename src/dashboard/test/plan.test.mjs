import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mockPlan, noPlan } from '../dev/mock-plan.mjs';
import { until } from '../dev/poll.mjs';
import { browserPage } from './browser-page.mjs';
import { poorContrast } from './contrast.mjs';

const openPage = browserPage({ width: 1280, height: 900 });

/** The page in its second room. */
const withPlan = (options, body) => openPage(options, async (page, mock) => {
  await page.getByRole('link', { name: 'Plan', exact: true }).click();
  await page.getByTestId('plan-state').waitFor();
  await body(page, mock);
});

const lane = (page, evse) => page.locator(`[data-testid=plan-vehicle][data-evse="${evse}"]`);
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('The rooms have addresses: the plan is at #plan, and the way back is a link', () => withPlan({}, async (page) => {
  assert.match(page.url(), /#plan$/);
  assert.equal(await page.getByRole('link', { name: 'Plan', exact: true }).getAttribute('aria-current'), 'page');
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await page.getByTestId('circuit').first().waitFor();
  assert.equal(await page.getByTestId('plan-state').count(), 0);
  await page.goBack();
  await page.getByTestId('plan-state').waitFor();
}));

test('The plan shows its state, its cost, each vehicle with its goal, the battery and who has none', () => withPlan({}, async (page) => {
  assert.match(await page.getByTestId('plan-state').innerText(), /In force\s+charging goes by this plan\s+made 1:14 min ago, optimal \(clp\) · costs 23\.61 EUR/);
  assert.equal(await page.getByTestId('plan-vehicle').count(), 7);
  assert.match(await lane(page, 'N2-03/1').innerText(), /kWh by 22:00 6\.4 kWh short/);
  assert.match(await page.getByTestId('plan-battery').innerText(), /cell[\s\S]*% full/);
  assert.match(await page.getByTestId('unplanned').innerText(), /N1-05\/1 nobody has said when it leaves/);
  assert.match(await page.getByTestId('plan-binding').first().innerText(), /level2 L1\s+current\s+18:00 to \d\d:\d\d\s+1\.84 EUR per A/);
}));

test('A warning says what would help', () => withPlan({}, async (page) => {
  assert.match(await page.getByTestId('plan-warning').innerText(), /Vehicle N2-03\/1 will miss 22:00 by 6\.4 kWh; circuit level2 L1 binds from 18:00\. One more ampere there is worth 1\.84.*A departure 30 minutes later/);
}));

test('The charts are drawn: a layer for load, each vehicle and battery, with price, sun and limit', () => withPlan({}, async (page) => {
  assert.equal(await page.locator('.slots.power .layer').count(), 1 + 7 + 1);
  for (const line of ['.power .line.limit', '.power .line.sun', '.power .band', '.price .line.price', '.price .layer.price']) {
    const box = await page.locator(`.slots${line}`).first().boundingBox();
    assert.ok(box.width > 500, `${line} is ${box.width} wide`);
  }
  assert.ok((await page.locator('.charts > .axis .hour').count()) >= 6);
}));

test('Pointing at a time says for each vehicle why it gets what it gets then, and leaving goes back to now', () => withPlan({}, async (page) => {
  const why = lane(page, 'N2-01/1').getByTestId('plan-why');
  const chart = page.locator('.slots.power');
  const { width, height } = await chart.boundingBox();
  await chart.hover({ position: { x: width * 0.2, y: height / 2 } });
  await until('why it waits', async () => /pause waits for the cheap hours from 00:30: 0\.098 instead of 0\.\d{3} EUR\/kWh/.test(await why.innerText()));
  assert.match(await page.getByTestId('plan-readout').innerText(), /\d\d:\d\d to \d\d:\d\d\s+price 0\.\d{3} EUR\/kWh[\s\S]*grid −?\d+\.\d of \d+\.\d kW/);
  await chart.hover({ position: { x: width * 0.3, y: height / 2 } });
  await until('why it charges', async () => /16\.0 A · 11\.0 kW charges all it can/.test(await why.innerText()));
  assert.equal(await page.locator('.readout .hint').count(), 0);
  await page.mouse.move(2, 2);
  await page.locator('.readout .hint').waitFor();
}));

test('The keyboard moves through the slots of every chart, and what is heard is what is seen', () => withPlan({}, async (page) => {
  const slider = page.getByRole('slider', { name: 'N2-03/1' });
  await slider.focus();
  await page.keyboard.press('Home');
  assert.equal(await slider.getAttribute('aria-valuenow'), '0');
  assert.match(await slider.getAttribute('aria-valuetext'), /^18:00: 10\.4 A · 7\.2 kW\. level2 L1 binds: 10\.4 of 16 A$/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await slider.getAttribute('aria-valuenow'), '1');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  assert.equal(await slider.getAttribute('aria-valuenow'), '103');
  assert.match(await lane(page, 'N2-03/1').getByTestId('plan-why').innerText(), /is to be ready by 22:00/);
  assert.match(await page.getByRole('slider', { name: 'Power of the plan' }).getAttribute('aria-valuetext'), /price 0\.\d+ EUR\/kWh, vehicles/);
}));

test('Without a plan the room says why, and how to get one', () => withPlan({ plan: () => noPlan() }, async (page) => {
  assert.match(await page.getByTestId('plan-state').innerText(), /No plan\s+no plan is needed: no session and no battery goes by plans now/);
  assert.match(await page.getByTestId('plan-empty').innerText(), /Sessions go by plans in mode plan/);
  assert.equal(await page.locator('svg').count(), 0);
}));

test('Before the first plan the room waits, and shows it when it comes', () => {
  let plan = noPlan('waiting', 'the first plan is being made');
  return withPlan({ plan: () => plan }, async (page) => {
    assert.match(await page.getByTestId('plan-state').innerText(), /First plan under way/);
    plan = mockPlan(Date.now());
    await page.getByTestId('plan-vehicle').first().waitFor();
  });
});

test('A plan that is too old is shown as one', () => withPlan({
  plan: (at) => ({ ...mockPlan(at), state: 'stale', ageSeconds: 1020, sentence: 'the planner has not answered for 60 s' }),
}, async (page) => {
  assert.match(await page.getByTestId('plan-state').innerText(), /Too old\s+the planner has not answered for 60 s\s+made 17:00 min ago/);
  assert.equal(await page.locator('.plan.old').count(), 1);
}));

test('Hostile names and sentences of a plan are text', () => {
  const attack = '<img src=x onerror="window.hacked=1">';
  const plan = (at) => {
    const made = mockPlan(at);
    Object.assign(made, { sentence: attack, currency: attack, solver: attack, timeZone: attack });
    Object.assign(made.vehicles[0], { evse: attack, why: [{ firstSlot: 0, slots: 104, sentence: attack }] });
    made.batteries[0].id = attack;
    Object.assign(made.warnings[0], { sentence: attack, help: attack });
    Object.assign(made.binding[0], { circuit: attack, kind: attack });
    Object.assign(made.unplanned[0], { evse: attack, why: attack });
    return made;
  };
  return withPlan({ plan }, async (page) => {
    await page.getByTestId('plan-vehicle').first().waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('.lane b', { hasText: attack }).count(), 2);
  });
});

for (const [width, vehicles] of [[390, 7], [390, 40], [1280, 40]]) {
  test(`At ${width} pixels a plan of ${vehicles} vehicles fits, and nothing leaves its card`, () => withPlan({ viewport: { width, height: 844 }, plan: (at) => mockPlan(at, { vehicles }) }, async (page) => {
    await page.getByTestId('plan-vehicle').first().waitFor();
    assert.equal(await page.getByTestId('plan-vehicle').count(), vehicles);
    assert.equal(await overflow(page), 0);
    const outside = await page.evaluate(() => [...document.querySelectorAll('.plan .circuit *')]
      .filter((e) => e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().right > e.closest('.circuit').getBoundingClientRect().right + 0.5)
      .map((e) => `${e.className.baseVal ?? e.className}: ${e.textContent.slice(0, 30)}`));
    assert.deepEqual(outside, []);
  }));
}

for (const colorScheme of ['light', 'dark']) {
  test(`Text contrast of the plan is AA in ${colorScheme}`, () => withPlan({ colorScheme }, async (page) => {
    await page.getByTestId('plan-vehicle').first().waitFor();
    assert.deepEqual(await page.evaluate(poorContrast), []);
  }));
}
