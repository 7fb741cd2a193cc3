import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Loads a TypeScript module of the page for a test. */
export async function load(file) {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: file, formats: ['es'], fileName: 'module' } },
  });
  const [{ output }] = result;
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}

/** Builds the page into a folder of its own, so that a test never touches the one that a controller serves. */
export function buildPage(outDir) {
  return build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}
