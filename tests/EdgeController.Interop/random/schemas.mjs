import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { createValidator } = require('ocpp-rpc');
const folder = path.join(path.dirname(require.resolve('ocpp-rpc')), 'lib/schemas');

/** The official schemas of a version as they lie in ocpp-rpc, all named as in 1.6: urn:<Action>.req and urn:<Action>.conf. */
function load(file) {
  const schemas = require(path.join(folder, file)).map((schema) => ({
    ...schema,
    $id: schema.$id.replace(/Request$/, '.req').replace(/Response$/, '.conf'),
    // `additionalProperties` says nothing about a word of a list, but makes the validator warn.
    definitions: Object.fromEntries(Object.entries(schema.definitions ?? {})
      .map(([name, { additionalProperties, ...rest }]) => [name, rest.enum ? rest : { additionalProperties, ...rest }])),
  }));
  return new Map(schemas.map((schema) => [schema.$id.slice('urn:'.length), schema]));
}

const fromStation = {
  'ocpp1.6': `Authorize BootNotification DataTransfer DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat LogStatusNotification
    MeterValues SecurityEventNotification SignCertificate SignedFirmwareStatusNotification StartTransaction StatusNotification StopTransaction`,
  'ocpp2.0.1': `Authorize BootNotification ClearedChargingLimit DataTransfer FirmwareStatusNotification Get15118EVCertificate
    GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDisplayMessages
    NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport PublishFirmwareStatusNotification
    ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification SignCertificate StatusNotification TransactionEvent`,
};
fromStation['ocpp2.1'] = `${fromStation['ocpp2.0.1']} BatterySwap ClosePeriodicEventStream GetCertificateChainStatus NotifyDERAlarm
  NotifyDERStartStop NotifyPriorityCharging NotifySettlement OpenPeriodicEventStream PullDynamicScheduleUpdate ReportDERControl
  VatNumberValidation`;

const files = { 'ocpp1.6': 'ocpp1_6.json', 'ocpp2.0.1': 'ocpp2_0_1.json', 'ocpp2.1': 'ocpp2_1.json' };

/**
 * One version of OCPP: its schemas, who calls what, and a validator that knows 2.1's names too (the package's own strict mode
 * looks 2.1's up under names that they do not have).
 */
export class Dialect {
  constructor(protocol) {
    this.protocol = protocol;
    this.schemas = load(files[protocol]);
    this.validator = createValidator(protocol, [...this.schemas.values()]);
    const calls = [...this.schemas.keys()].filter((name) => name.endsWith('.req') && this.schemas.has(name.replace(/req$/, 'conf')))
      .map((name) => name.slice(0, -'.req'.length));
    this.fromStation = fromStation[protocol].split(/\s+/);
    const unknown = this.fromStation.filter((action) => !calls.includes(action));
    if (unknown.length > 0) throw new Error(`no schemas in ${protocol} for ${unknown}`);
    this.fromCsms = [...calls.filter((action) => !this.fromStation.includes(action)), 'DataTransfer'];
  }

  request(action) {
    return this.schemas.get(`${action}.req`);
  }

  response(action) {
    return this.schemas.get(`${action}.conf`);
  }

  /** Throws where the payload does not fit; an unknown name is an error as well. */
  check(name, payload) {
    this.validator.validate(`urn:${name}`, payload);
  }
}

const known = new Map();

export function dialect(protocol) {
  if (!known.has(protocol)) known.set(protocol, new Dialect(protocol));
  return known.get(protocol);
}
