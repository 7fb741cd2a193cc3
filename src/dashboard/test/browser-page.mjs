import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { launchBrowser } from '../dev/browser.mjs';
import { startMock } from '../dev/mock-server.mjs';
import { buildPage } from './modules.mjs';

/** Where the page stands built for all files of tests. */
const built = process.env.EDGE_PAGE;

/**
 * Takes the page that `test/all.mjs` has built for all files (or builds it), and starts a browser for a file of tests. The function that it returns opens the page on a mock site and hands it to
 * `body`; it fails the test on any console error that `expected` does not announce. Other options are those of the mock server.
 */
export function browserPage(standard) {
  let browser;
  let context;
  let root = built;

  before(async () => {
    if (built === undefined) await buildPage((root = await mkdtemp(join(tmpdir(), 'edge-page-'))));
    browser = await launchBrowser();
    context = await browser.newContext();
    await context.newPage(); // Stays open, so that the pages of the tests need not start a process each.
  });

  after(async () => {
    await browser?.close();
    if (built === undefined) await rm(root, { recursive: true, force: true });
  });

  return async function withPage(options, body) {
    const { viewport = standard, colorScheme = 'light', everyMs = 200, expected = () => false, ...mocked } = options;
    const mock = await startMock({ root, everyMs, ...mocked });
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected(message.text())) errors.push(message.text());
    });
    try {
      await page.goto(mock.url);
      await page.getByTestId('evse').first().waitFor();
      await body(page, mock);
      assert.deepEqual(errors, [], 'no console errors');
    } finally {
      await page.close();
      await mock.close();
    }
  };
}
