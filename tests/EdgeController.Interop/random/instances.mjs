/** Random values that fit a JSON schema, for the keywords that the official OCPP schemas use. */
export class Instances {
  constructor(random) {
    this.random = random;
  }

  /** A value for `schema`; `without` names top-level properties that are left out. */
  of(schema, without = []) {
    return this.#value(schema, schema, 0, without);
  }

  /** An object that no schema describes, as an unheard-of action or the details of an error carry it. */
  anyObject(depth = 0) {
    const object = {};
    for (let n = this.random.int(0, 4); n > 0; n--) object[this.text(12)] = this.#any(depth + 1);
    return object;
  }

  /** Text of up to `most` characters from all of Unicode. */
  text(most) {
    const length = this.random.chance(0.05) ? most : this.random.int(0, Math.min(most, 24));
    let text = '';
    for (let n = 0; n < length; n++) text += this.#character();
    return text;
  }

  #value(schema, root, depth, without = []) {
    if (schema.$ref) return this.#value(root.definitions[schema.$ref.slice('#/definitions/'.length)], root, depth);
    if (schema.enum) return this.random.pick(schema.enum);
    switch (schema.type) {
      case 'object': return this.#object(schema, root, depth, without);
      case 'array': return this.#array(schema, root, depth);
      case 'string': return this.#string(schema);
      case 'integer': return this.#integer(schema);
      case 'number': return this.#number(schema);
      case 'boolean': return this.random.chance(0.5);
      case undefined: return this.#any(depth);
      default: throw new Error(`a schema of an unknown type: ${JSON.stringify(schema).slice(0, 200)}`);
    }
  }

  #object(schema, root, depth, without) {
    const object = {};
    const often = depth < 2 ? 0.5 : depth < 4 ? 0.3 : 0.1;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (without.includes(name)) continue;
      if (schema.required?.includes(name) || this.random.chance(name === 'customData' ? 0.15 : often)) {
        object[name] = this.#value(property, root, depth + 1);
      }
    }
    if (schema.additionalProperties !== false && this.random.chance(0.7)) {
      for (let n = this.random.int(1, 3); n > 0; n--) {
        const name = `x${this.text(10)}`;
        object[name] ??= this.#any(depth + 1);
      }
    }
    return object;
  }

  #array(schema, root, depth) {
    const least = schema.minItems ?? 0;
    const most = Math.min(schema.maxItems ?? Infinity, this.random.chance(0.05) ? least + 12 : least + 2);
    return Array.from({ length: this.random.int(least, Math.max(least, most)) }, () => this.#value(schema.items, root, depth + 1));
  }

  #string(schema) {
    if (schema.format === 'date-time') return this.#time();
    if (schema.format === 'uri') return `https://example.org/${this.random.int(0, 99999)}/a%20b?c=%C3%A4&d=[]`.replace('[]', '1');
    return this.text(schema.maxLength ?? (this.random.chance(0.02) ? 6000 : 60));
  }

  #integer(schema) {
    const wide = this.random.chance(0.05) ? 2 ** 53 - 1 : this.random.chance(0.2) ? 2 ** 31 - 1 : 500;
    return this.random.int(Math.max(schema.minimum ?? -wide, -wide), Math.min(schema.maximum ?? wide, wide));
  }

  #number(schema) {
    if (schema.multipleOf) return this.random.int(-3200, 100000) / Math.round(1 / schema.multipleOf);
    const span = this.random.pick([1, 100, 1e6, 1e15]);
    const low = Math.max(schema.minimum ?? -span, -span);
    const high = Math.min(schema.maximum ?? span, span);
    const value = low + this.random.next() * (high - low);
    return this.random.chance(0.3) ? Math.min(high, Math.max(low, Math.round(value))) : value;
  }

  #time() {
    const two = (low, high) => String(this.random.int(low, high)).padStart(2, '0');
    const year = this.random.chance(0.1) ? String(this.random.pick([1, 1583, 1969, 2038, 9999])).padStart(4, '0') : `20${two(20, 40)}`;
    const fraction = this.random.chance(0.5) ? `.${Array.from({ length: this.random.int(1, 12) }, () => this.random.int(0, 9)).join('')}` : '';
    const zone = this.random.pick(['Z', 'Z', 'Z', 'z', '+00:00', '-00:00', '+02:00', '-11:30', '+14:00']);
    if (this.random.chance(0.02)) return `${year}-12-31T23:59:60${fraction}Z`;
    return `${year}-${two(1, 12)}-${two(1, 28)}${this.random.pick(['T', 'T', 't'])}${two(0, 23)}:${two(0, 59)}:${two(0, 59)}${fraction}${zone}`;
  }

  #any(depth) {
    switch (this.random.int(0, depth < 8 ? 6 : 4)) {
      case 0: return null;
      case 1: return this.random.chance(0.5);
      case 2: return this.random.int(-(2 ** 31), 2 ** 31);
      case 3: return (this.random.next() - 0.5) * 10 ** this.random.int(-12, 30);
      case 4: return this.text(40);
      case 5: return Array.from({ length: this.random.int(0, 3) }, () => this.#any(depth + 1));
      default: return this.anyObject(depth);
    }
  }

  #character() {
    if (this.random.chance(0.8)) return String.fromCharCode(this.random.int(0x20, 0x7e));
    const [low, high] = this.random.pick([[0, 0x1f], [0x7f, 0xff], [0x100, 0x7ff], [0x2000, 0x206f], [0x4e00, 0x9fff], [0xfdd0, 0xffff], [0x1f300, 0x1faff], [0x10fff0, 0x10ffff]]);
    return String.fromCodePoint(this.random.int(low, high));
  }
}
