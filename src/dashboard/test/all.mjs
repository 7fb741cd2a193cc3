import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from './modules.mjs';

/** Builds the page once and runs the named files of tests with it, side by side: `node test/all.mjs test/page.test.mjs ...`. */
const built = await mkdtemp(join(tmpdir(), 'edge-page-'));
try {
  await buildPage(built);
  const runner = spawn(process.execPath, ['--test', '--test-reporter=tap', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, EDGE_PAGE: built } });
  process.exitCode = await new Promise((done) => runner.on('close', (code) => done(code ?? 1)));
} finally {
  await rm(built, { recursive: true, force: true });
}
