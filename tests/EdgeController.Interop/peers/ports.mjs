import net from 'node:net';

let next = 23000 + (process.pid % 5000);

/** A port below those that the system hands out: nobody takes it while its owner is away. */
export async function freePort() {
  for (;;) {
    const port = next++;
    const free = await new Promise((resolve) => {
      const server = net.createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
