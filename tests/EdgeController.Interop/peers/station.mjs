import { RPCClient, createRPCError } from 'ocpp-rpc';
import { Wire } from './wire.mjs';

/**
 * A three-phase OCPP 1.6 station with one connector on `ocpp-rpc` in strict mode: it keeps the profiles that it is given, and
 * its vehicle draws what they allow.
 */
export class Station {
  profiles = [];
  calls = [];
  transaction = null;
  energy = 1000;

  constructor(endpoint, identity, { hardwareMaximum = 16, vehicleMaximum = 16 } = {}) {
    this.identity = identity;
    this.hardwareMaximum = hardwareMaximum;
    this.vehicleMaximum = vehicleMaximum;
    this.client = new RPCClient({
      endpoint, identity, protocols: ['ocpp1.6'], strictMode: true, reconnect: false, callTimeoutMs: 60000,
    });
    this.wire = new Wire(this.client);
    this.#answerCalls();
  }

  /** Connects, boots and tells the status of itself and of its connector. */
  async start() {
    await this.client.connect();
    this.boot = await this.client.call('BootNotification', {
      chargePointVendor: 'Interop', chargePointModel: 'Three phase', chargePointSerialNumber: this.identity, firmwareVersion: '1.0',
    });
    await this.status(0, 'Available');
    await this.status(1, 'Available');
    this.#meter();
  }

  async close() {
    clearTimeout(this.timer);
    this.closed = true;
    await this.metering;
    await this.client.close({ force: true }).catch(() => {});
  }

  status(connectorId, status) {
    return this.client.call('StatusNotification', { connectorId, errorCode: 'NoError', status, timestamp: new Date().toISOString() });
  }

  async plugIn(idTag) {
    await this.status(1, 'Preparing');
    const { idTagInfo } = await this.client.call('Authorize', { idTag });
    if (idTagInfo.status !== 'Accepted') throw new Error(`idTag ${idTagInfo.status}`);
    const { transactionId } = await this.client.call('StartTransaction', {
      connectorId: 1, idTag, meterStart: Math.round(this.energy), timestamp: new Date().toISOString(),
    });
    this.transaction = transactionId;
    await this.status(1, 'Charging');
  }

  async unplug(idTag) {
    const transactionId = this.transaction;
    this.transaction = null;
    this.profiles = this.profiles.filter((profile) => profile.chargingProfilePurpose !== 'TxProfile');
    await this.status(1, 'Finishing');
    await this.client.call('StopTransaction', {
      transactionId, idTag, meterStop: Math.round(this.energy), timestamp: new Date().toISOString(), reason: 'EVDisconnected',
    });
    await this.status(1, 'Available');
  }

  /** Amperes per phase that the profiles in force allow: the highest maximum profile and the highest transaction profile, the lower of both. */
  limit(now = Date.now()) {
    const best = (purpose) => this.profiles
      .filter((profile) => profile.chargingProfilePurpose === purpose)
      .map((profile) => ({ level: profile.stackLevel, amps: ampsOf(profile, now) }))
      .filter(({ amps }) => amps !== null)
      .sort((a, b) => b.level - a.level)[0]?.amps;
    return Math.min(
      best('ChargePointMaxProfile') ?? this.hardwareMaximum,
      best('TxProfile') ?? best('TxDefaultProfile') ?? this.hardwareMaximum,
      this.hardwareMaximum);
  }

  /** Amperes per phase that the vehicle draws now; below 6 A it draws nothing. */
  drawn() {
    const limit = this.limit();
    return this.transaction === null || limit < 6 ? 0 : Math.min(limit, this.vehicleMaximum);
  }

  #meter() {
    this.timer = setTimeout(() => {
      this.metering = this.#meterValues().catch((error) => { this.meteringError = error; }).then(() => { if (!this.closed) this.#meter(); });
    }, 1000);
  }

  async #meterValues() {
    if (this.transaction === null) return;
    const amps = this.drawn();
    this.energy += (amps * 3 * 230) / 3600;
    const sample = (value, measurand, unit, phase) => ({ value, measurand, unit, context: 'Sample.Periodic', location: 'Outlet', ...(phase && { phase }) });
    await this.client.call('MeterValues', {
      connectorId: 1,
      transactionId: this.transaction,
      meterValue: [{
        timestamp: new Date().toISOString(),
        sampledValue: [
          ...['L1', 'L2', 'L3'].map((phase) => sample(amps.toFixed(1), 'Current.Import', 'A', phase)),
          sample((amps * 3 * 230).toFixed(0), 'Power.Active.Import', 'W'),
          sample(this.energy.toFixed(0), 'Energy.Active.Import.Register', 'Wh'),
        ],
      }],
    });
  }

  #answerCalls() {
    const on = (method, answer) => this.client.handle(method, ({ params }) => {
      this.calls.push({ method, params, at: Date.now() });
      return answer(params);
    });
    on('SetChargingProfile', ({ csChargingProfiles: profile }) => this.#keep(profile));
    on('ClearChargingProfile', (which) => this.#clear(which));
    on('GetConfiguration', ({ key = [] }) => ({
      configurationKey: key.filter((name) => name in configuration).map((name) => ({ key: name, readonly: true, value: configuration[name] })),
      unknownKey: key.filter((name) => !(name in configuration)),
    }));
    on('ChangeConfiguration', () => ({ status: 'Accepted' }));
    on('TriggerMessage', () => ({ status: 'NotImplemented' }));
    on('DataTransfer', () => ({ status: 'UnknownVendorId' }));
    this.client.handle(({ method, params }) => {
      this.calls.push({ method, params, at: Date.now() });
      throw createRPCError('NotImplemented');
    });
  }

  #keep(profile) {
    const isTx = profile.chargingProfilePurpose === 'TxProfile';
    if (isTx && (this.transaction === null || (profile.transactionId ?? this.transaction) !== this.transaction)) return { status: 'Rejected' };
    this.profiles = this.profiles.filter((kept) => kept.chargingProfileId !== profile.chargingProfileId
      && !(kept.chargingProfilePurpose === profile.chargingProfilePurpose && kept.stackLevel === profile.stackLevel));
    this.profiles.push(profile);
    return { status: 'Accepted' };
  }

  #clear({ id, chargingProfilePurpose, stackLevel }) {
    const before = this.profiles.length;
    this.profiles = this.profiles.filter((kept) => (id !== undefined && kept.chargingProfileId !== id)
      || (chargingProfilePurpose !== undefined && kept.chargingProfilePurpose !== chargingProfilePurpose)
      || (stackLevel !== undefined && kept.stackLevel !== stackLevel));
    return { status: this.profiles.length < before ? 'Accepted' : 'Unknown' };
  }
}

const configuration = {
  ChargeProfileMaxStackLevel: '8',
  ChargingScheduleAllowedChargingRateUnit: 'Current',
  ChargingScheduleMaxPeriods: '24',
  MaxChargingProfilesInstalled: '16',
  MeterValueSampleInterval: '1',
  NumberOfConnectors: '1',
};

/** What an absolute schedule in amperes says at `now`; null before its start and after its duration. */
function ampsOf({ chargingProfileKind, chargingSchedule: schedule }, now) {
  if (chargingProfileKind !== 'Absolute' && schedule.duration !== undefined) throw new Error(`unexpected kind ${chargingProfileKind}`);
  const elapsed = schedule.startSchedule === undefined ? 0 : (now - Date.parse(schedule.startSchedule)) / 1000;
  if (elapsed < 0 || (schedule.duration !== undefined && elapsed >= schedule.duration)) return null;
  const period = schedule.chargingSchedulePeriod.filter(({ startPeriod }) => startPeriod <= elapsed).at(-1);
  if (!period) return null;
  return schedule.chargingRateUnit === 'A' ? period.limit : period.limit / (3 * 230);
}
