import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mockPlan } from './mock-plan.mjs';
import { mockSite } from './mock-site.mjs';
import { mockDecisions, mockLosses } from './mock-why.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const decisionsOf = /^\/api\/v1\/stations\/([^/]+)\/decisions$/;
const answer = (response, value) => response.writeHead(200, { 'content-type': types['.json'], 'cache-control': 'no-store' }).end(JSON.stringify(value));
const built = fileURLToPath(new URL('../../EdgeController.Host/wwwroot', import.meta.url));

/** Serves the built page and a moving mock site. `site(at)` makes each picture; `stop` and `resume` cut and restore the API. */
export async function startMock({ port = 0, root = built, everyMs = 1000, site = (at) => mockSite(at), losses = mockLosses, plan = mockPlan } = {}) {
  const streams = new Set();
  let cut = false;
  const send = (response) => response.write(`event: site\ndata: ${JSON.stringify(site(Date.now()))}\n\n`);

  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://mock').pathname;
    if (path.startsWith('/api/') && cut) {
      request.socket.destroy();
    } else if (path === '/api/v1/site') {
      answer(response, site(Date.now()));
    } else if (path === '/api/v1/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      send(response);
    } else if (path === '/api/v1/losses') {
      answer(response, losses(Date.now()));
    } else if (path === '/api/v1/plan') {
      answer(response, plan(Date.now()));
    } else if (decisionsOf.test(path)) {
      answer(response, mockDecisions(Date.now(), decodeURIComponent(decisionsOf.exec(path)[1])));
    } else {
      serveFile(root, path, response);
    }
  });
  const timer = setInterval(() => streams.forEach(send), everyMs);
  await new Promise((done) => server.listen(port, '127.0.0.1', done));

  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      cut = true;
      for (const stream of streams) stream.destroy();
    },
    resume() {
      cut = false;
    },
    /** Stops the pictures but keeps the connections: a controller that hangs. */
    freeze: () => clearInterval(timer),
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function serveFile(root, path, response) {
  const file = join(root, normalize(decodeURIComponent(path === '/' ? '/index.html' : path)));
  if (!resolve(file).startsWith(resolve(root) + sep) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end('not found');
    return;
  }
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stations = Number(process.env.STATIONS ?? 24);
  const mock = await startMock({ port: Number(process.env.PORT ?? 8080), site: (at) => mockSite(at, { stations }) });
  console.log(`mock site at ${mock.url}`);
}
