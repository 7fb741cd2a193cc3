import { deepEqual } from 'node:assert';
import { Instances } from './instances.mjs';
import { Spelling } from './spelling.mjs';

const codes = `NotImplemented NotSupported InternalError ProtocolError SecurityError PropertyConstraintViolation TypeConstraintViolation
  GenericError FormationViolation FormatViolation OccurenceConstraintViolation OccurrenceConstraintViolation MessageTypeNotSupported
  RpcFrameworkError`.split(/\s+/);

const carriesProfile = { RemoteStartTransaction: ['chargingProfile'], RequestStartTransaction: ['chargingProfile'] };

/** Random frames of one version: every one fits the official schema and is spelled in its own way. */
export class Messages {
  #ids = new Set();
  #turns = new Map();

  constructor(dialect, random) {
    this.dialect = dialect;
    this.random = random;
    this.instances = new Instances(random);
  }

  /** A CALL of one of `actions`: each comes once before any comes again. Now and then one that no schema knows, or a signed one. */
  call(actions, { profiles = false } = {}) {
    const action = this.#turn(actions);
    const kind = this.random.int(0, 39);
    if (!profiles && kind === 0) return this.#frame(`X${this.instances.text(20)}`, this.instances.anyObject());
    if (!profiles && kind === 1) return this.#frame(`${action}-Signed`, this.#signed(action));
    const payload = this.#payload(`${action}.req`, this.dialect.request(action), profiles ? [] : carriesProfile[action]);
    return this.#frame(action, payload);
  }

  /** A SEND or a CALLRESULTERROR, which exist in 2.1 only; the error names the CALL `of`. */
  unanswered(of) {
    if (this.random.chance(0.3)) return this.#text([5, of, ...this.#error()]);
    const name = 'NotifyPeriodicEventStream';
    return this.#text([6, this.#id(), name, this.#payload(name, this.dialect.schemas.get(name))]);
  }

  /** An answer to that CALL: mostly a result by the schema, sometimes an error. */
  answer({ id, action }) {
    if (this.random.chance(0.15)) return this.#text([4, id, ...this.#error()]);
    const schema = this.dialect.response(action);
    return this.#text([3, id, schema ? this.#payload(`${action}.conf`, schema) : this.instances.anyObject()]);
  }

  #error() {
    return [this.random.pick(codes), this.instances.text(255), this.instances.anyObject()];
  }

  #payload(name, schema, without) {
    const payload = this.instances.of(schema, without);
    this.dialect.check(name, payload);
    return payload;
  }

  #signed(action) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return {
      protected: part({ alg: 'ES256', OCPPAction: action, OCPPMessageTypedId: 2 }),
      payload: part(this.instances.anyObject()),
      signature: Buffer.from(this.instances.text(64)).toString('base64url'),
    };
  }

  #frame(action, payload) {
    const id = this.#id();
    return { id, action, ...this.#text([2, id, action, payload]) };
  }

  #text([type, ...rest]) {
    const spelling = new Spelling(this.random);
    const space = () => spelling.write(0).replace(/[^ \t\r\n]/g, '');
    const text = `${space()}[${space()}${type}${space()},${rest.map((part) => spelling.write(part)).join(',')}]${space()}`;
    // Loosely, because -0 is a way to write 0.
    deepEqual(JSON.parse(text), [type, ...rest]);
    const length = Buffer.byteLength(text);
    const cuts = this.random.chance(0.05) && length > 20 ? [this.random.int(1, 9), this.random.int(10, length - 1)] : [];
    return { text, cuts, value: [type, ...rest] };
  }

  #id() {
    for (;;) {
      // In code units: an identifier of 36 characters outside the first plane would be one of 72 for whoever counts these.
      const id = this.random.chance(0.3) ? this.instances.text(18) : Array.from({ length: 36 }, () => this.random.int(0, 35).toString(36)).join('');
      if (id.length > 0 && id.isWellFormed() && !id.startsWith('ec-') && !this.#ids.has(id)) {
        this.#ids.add(id);
        return id;
      }
    }
  }

  #turn(actions) {
    let left = this.#turns.get(actions);
    if (!left?.length) this.#turns.set(actions, left = this.random.shuffle(actions));
    return left.pop();
  }
}
