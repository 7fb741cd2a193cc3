import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Loads TypeScript modules of the page for a test, by the names that they are to have: one build for all of them. */
export async function load(files) {
  const entry = 'virtual:all';
  const all = {
    name: 'all',
    enforce: 'pre',
    resolveId: (id) => (id.endsWith(entry) ? entry : undefined),
    load: (id) => (id === entry ? Object.entries(files).map(([name, file]) => `export * as ${name} from ${JSON.stringify(`${root}${file}`)};`).join('\n') : undefined),
  };
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [all],
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'module' } },
  });
  const [{ output }] = result;
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}

/** Builds the page into a folder of its own, so that a test never touches the one that a controller serves. */
export function buildPage(outDir) {
  return build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}
