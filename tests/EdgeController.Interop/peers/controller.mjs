import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const program = path.join(root, 'src/EdgeController.Host/bin/Release/net10.0/edge-controller.dll');

/** The controller as a process of its own, on a site file and on free ports. */
export class Controller {
  output = '';

  static async start(siteYaml) {
    if (!existsSync(program)) throw new Error('edge-controller.dll is not built: dotnet build -c Release src/EdgeController.Host');
    const controller = new Controller();
    controller.folder = await mkdtemp(path.join(tmpdir(), 'edge-interop-'));
    const site = path.join(controller.folder, 'site.yaml');
    await writeFile(site, siteYaml);
    const child = spawn('dotnet', [program, 'run', site, '--state', path.join(controller.folder, 'state'), '--http', '127.0.0.1:0', '--ocpp', '127.0.0.1:0'],
      { cwd: controller.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    controller.child = child;
    controller.exit = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { controller.output += chunk; });
    try {
      controller.stations = (await controller.#line(/^stations: (ws:\S+)/m))[1];
      controller.page = (await controller.#line(/^page: (http:\S+)/m))[1];
    } catch (error) {
      await controller.stop();
      throw error;
    }
    return controller;
  }

  /** Asks the process to end, by its id; after thirty seconds it is killed. Returns the exit code, or the signal's name. */
  stop() {
    return (this.stopped ??= this.#end());
  }

  async #end() {
    const kill = setTimeout(() => this.child.kill('SIGKILL'), 30000);
    this.child.kill('SIGTERM');
    const code = await this.exit;
    clearTimeout(kill);
    await rm(this.folder, { recursive: true, force: true });
    return code;
  }

  #line(pattern) {
    return until(() => `a line ${pattern} from the controller, which said:\n${this.output}`, 120, () => {
      const found = pattern.exec(this.output);
      if (!found && (this.child.exitCode !== null || this.child.signalCode !== null)) throw new Error(`the controller ended:\n${this.output}`);
      return found;
    });
  }
}

/**
 * One circuit with a meter. `stations` are identities (default two of 16 A), all with one connector; `csms` names the back ends
 * (default one for all), each with its url, its stations, and where it says so the keys `more`.
 */
export const siteFile = ({
  meterPort, csmsUrl, csms = { main: { url: csmsUrl, stations: '"*"' } }, stations = ['S-01', 'S-02'], limit = 63,
}) => `
schema: 1
site:
  name: Interop
  timezone: Europe/Berlin
  nominal_voltage: 230
meters:
  grid:
    template: janitza-umg96rm
    connection: { tcp: "127.0.0.1:${meterPort}", unit: 1 }
    poll: 0.5s
    phases: [L1, L2, L3]
circuits:
  main:
    limit: { amps: ${limit} }
    meter: grid
    uncontrolled: { assumed: 20A }
stations:
  defaults: { max: 16A, min: 6A, fallback: 6A }
  list:
${stations.map((id) => `    - { ids: "${id}", circuit: main, connectors: 1, rotation: L1L2L3 }`).join('\n')}
csms:
${Object.entries(csms).map(([name, { url, stations: which, more = 'profiles: reject' }]) => `  ${name}: { url: "${url}", stations: ${which}, offline: keep, ${more} }`).join('\n')}
`;
