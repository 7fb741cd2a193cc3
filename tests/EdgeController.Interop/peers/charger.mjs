import { dial } from './adapters.mjs';
import { until } from './until.mjs';

const now = () => new Date().toISOString();

/**
 * A three-phase station with one connector in any version, on either library. It keeps the profiles that it is given, its vehicle
 * draws what they allow, and messages of a transaction that cannot be delivered are queued until they can (OCPP 1.6 3.7, 2.x E12).
 */
export class Charger {
  /** One for each connection that it had. */
  connections = [];
  calls = [];
  profiles = [];
  refusals = 0;
  metered = 0;
  transaction = null;
  energy = 1000;
  #queue = [];
  #seqNo = 0;

  constructor(library, endpoint, identity, protocol) {
    Object.assign(this, { library, endpoint, identity, protocol, old: protocol === 'ocpp1.6' });
  }

  async start() {
    await this.#connect();
    const boot = this.old
      ? { chargePointVendor: 'Interop', chargePointModel: this.library }
      : { reason: 'PowerUp', chargingStation: { vendorName: 'Interop', model: this.library } };
    this.boot = await this.end.call('BootNotification', boot);
    await this.status('Available');
    this.working = this.#work();
  }

  async stop() {
    this.stopped = true;
    await this.working;
    await this.end?.close();
  }

  status(word) {
    const newer = { Preparing: 'Occupied', Charging: 'Occupied', Finishing: 'Occupied' }[word] ?? word;
    return this.end.call('StatusNotification', this.old
      ? { connectorId: 1, errorCode: 'NoError', status: word, timestamp: now() }
      : { timestamp: now(), connectorStatus: newer, evseId: 1, connectorId: 1 });
  }

  async plugIn(tag) {
    this.tag = tag;
    await this.status('Preparing');
    await this.end.call('Authorize', this.old ? { idTag: tag } : { idToken: { idToken: tag, type: 'ISO14443' } });
    if (this.old) {
      this.transaction = -1;
      this.#tell('StartTransaction', { connectorId: 1, idTag: tag, meterStart: Math.round(this.energy), timestamp: now() },
        ({ transactionId }) => { this.transaction = transactionId; });
    } else {
      this.transaction = `tx-${this.identity}-${Date.now()}`;
      this.#seqNo = 0;
      this.#event('Started', 'CablePluggedIn', { idToken: { idToken: tag, type: 'ISO14443' } });
    }
    await until(`${this.identity} to start`, 60, () => this.#queue.length === 0);
    await this.status('Charging');
  }

  /** Ends the transaction; what it has to say waits in the queue where it cannot be said. */
  unplug() {
    const { transaction } = this;
    if (this.old) {
      this.#tell('StopTransaction', { transactionId: transaction, idTag: this.tag, meterStop: Math.round(this.energy), timestamp: now(), reason: 'EVDisconnected' });
    } else {
      this.#event('Ended', 'EVDeparted', {}, { stoppedReason: 'EVDisconnected' });
    }
    this.transaction = null;
    this.profiles = this.profiles.filter(({ chargingProfilePurpose: purpose }) => purpose !== 'TxProfile');
  }

  get idle() {
    return this.#queue.length === 0;
  }

  drawn() {
    const limit = this.limit();
    return this.transaction === null || limit < 6 ? 0 : Math.min(limit, 16);
  }

  limit(at = Date.now()) {
    const best = (purpose) => this.profiles
      .filter((profile) => profile.chargingProfilePurpose === purpose)
      .sort((a, b) => b.stackLevel - a.stackLevel)
      .map((profile) => ampsOf(profile, at)).find((amps) => amps !== null);
    return best('TxProfile') ?? best('TxDefaultProfile') ?? 16;
  }

  async #connect() {
    this.end = await dial(this.library, this.endpoint, this.identity, this.protocol, (action, params) => this.#answer(action, params));
    this.open = true;
    this.connections.push(this.end);
    const { end } = this;
    end.closed.then((code) => {
      end.code = code;
      if (this.end === end) this.open = false;
    });
  }

  /** Once a second: connects again where needed, takes a meter value, and delivers the queue in order. */
  async #work() {
    for (let n = 1; !this.stopped; n++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      if (n % 4 === 0 && this.transaction !== null && this.transaction !== -1) this.#meter();
      if (!this.open) await this.#connect().catch(() => { this.refusals++; });
      while (this.open && !this.stopped && this.#queue.length > 0) {
        const { action, params, then } = this.#queue[0];
        const answer = await Promise.race([this.end.call(action, params).catch(() => null), this.end.closed.then(() => null)]);
        if (answer === null) break;
        this.#queue.shift();
        then?.(answer);
      }
    }
  }

  #tell(action, params, then) {
    this.#queue.push({ action, params, then });
  }

  #event(eventType, triggerReason, more = {}, info = {}) {
    this.#tell('TransactionEvent', {
      eventType, timestamp: now(), triggerReason, seqNo: this.#seqNo++, evse: { id: 1, connectorId: 1 },
      transactionInfo: { transactionId: this.transaction, chargingState: eventType === 'Ended' ? 'Idle' : 'Charging', ...info },
      ...(!this.open && { offline: true }), ...more,
    });
  }

  #meter() {
    this.metered++;
    const amps = this.drawn();
    this.energy += (amps * 3 * 230) / 3600;
    const value = (number) => (this.old ? String(number) : number);
    const sample = (number, measurand, unit, phase) => ({
      value: value(number), measurand, context: 'Sample.Periodic', location: 'Outlet', ...(this.old ? { unit } : { unitOfMeasure: { unit } }), ...(phase && { phase }),
    });
    const meterValue = [{
      timestamp: now(),
      sampledValue: [
        ...['L1', 'L2', 'L3'].map((phase) => sample(amps, 'Current.Import', 'A', phase)),
        sample(Math.round(amps * 690), 'Power.Active.Import', 'W'),
        sample(Math.round(this.energy), 'Energy.Active.Import.Register', 'Wh'),
      ],
    }];
    if (this.old) this.#tell('MeterValues', { connectorId: 1, transactionId: this.transaction, meterValue });
    else this.#event('Updated', 'MeterValuePeriodic', { meterValue });
  }

  #answer(action, params) {
    this.calls.push({ action, params, at: Date.now() });
    switch (action) {
      case 'SetChargingProfile': return this.#keep(params.csChargingProfiles ?? params.chargingProfile);
      case 'ClearChargingProfile': return { status: 'Unknown' };
      case 'GetVariables': return { getVariableResult: params.getVariableData.map(({ component, variable }) => ({ attributeStatus: 'UnknownVariable', component, variable })) };
      case 'GetBaseReport': return { status: 'NotSupported' };
      case 'GetConfiguration': return { configurationKey: [], unknownKey: params.key };
      case 'TriggerMessage': return { status: 'NotImplemented' };
      case 'DataTransfer': return { status: 'UnknownVendorId' };
      case 'UpdateDynamicSchedule': return { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfileId' } };
      default: return undefined;
    }
  }

  #keep(profile) {
    const id = (kept) => kept.chargingProfileId ?? kept.id;
    if (profile.chargingProfilePurpose === 'TxProfile' && String(profile.transactionId) !== String(this.transaction)) return { status: 'Rejected' };
    this.profiles = [...this.profiles.filter((kept) => id(kept) !== id(profile)), profile];
    return { status: 'Accepted' };
  }
}

/** The schedule of a profile: one object in 1.6, a list of one in 2.x. */
export const scheduleOf = ({ chargingSchedule }) => (Array.isArray(chargingSchedule) ? chargingSchedule[0] : chargingSchedule);

function ampsOf(profile, at) {
  const schedule = scheduleOf(profile);
  const elapsed = schedule.startSchedule === undefined ? 0 : (at - Date.parse(schedule.startSchedule)) / 1000;
  if (elapsed < 0 || (schedule.duration !== undefined && elapsed >= schedule.duration)) return null;
  const { limit } = schedule.chargingSchedulePeriod.filter(({ startPeriod }) => startPeriod <= elapsed).at(-1);
  return schedule.chargingRateUnit === 'A' ? limit : limit / 690;
}
