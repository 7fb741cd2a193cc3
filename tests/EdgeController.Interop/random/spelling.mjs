/** Writes a JSON value in one of the many ways that the grammar allows: white space, order of keys, escapes, forms of numbers. */
export class Spelling {
  /** How much of the freedom of the grammar this text uses; 0 is what JSON.stringify would write. */
  constructor(random) {
    this.random = random;
    this.spaces = random.pick([0, 0, 0.2, 0.6]);
    this.escapes = random.pick([0, 0.02, 0.3]);
    this.numbers = random.pick([0, 0.3, 0.9]);
  }

  write(value) {
    return this.#space() + this.#value(value) + this.#space();
  }

  #value(value) {
    if (Array.isArray(value)) return `[${this.#list(value.map((item) => this.write(item)))}]`;
    if (value !== null && typeof value === 'object') {
      const keys = this.random.shuffle(Object.keys(value));
      return `{${this.#list(keys.map((key) => `${this.#space()}${this.#string(key)}${this.#space()}:${this.write(value[key])}`))}}`;
    }
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'number') return this.#number(value);
    return String(value);
  }

  #list(parts) {
    return parts.length === 0 ? this.#space() : parts.join(',');
  }

  #space() {
    let text = '';
    while (this.random.chance(this.spaces) && text.length < 6) text += this.random.pick([' ', ' ', '\t', '\n', '\r', '\r\n']);
    return text;
  }

  #string(text) {
    let written = '"';
    for (const character of text) written += this.#character(character);
    return `${written}"`;
  }

  #character(character) {
    const must = character < ' ' || character === '"' || character === '\\';
    const short = { '"': '\\"', '\\': '\\\\', '/': '\\/', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    if (!must && !this.random.chance(this.escapes)) return character;
    if (short && this.random.chance(0.5)) return short;
    let written = '';
    for (let i = 0; i < character.length; i++) {
      const hex = character.charCodeAt(i).toString(16).padStart(4, '0');
      written += `\\u${this.random.chance(0.5) ? hex.toUpperCase() : hex}`;
    }
    return written;
  }

  #number(value) {
    const plain = JSON.stringify(value);
    if (!this.random.chance(this.numbers)) return plain;
    const e = this.random.pick(['e', 'E']);
    const forms = [`${plain}${plain.includes('e') ? '' : `${e}0`}`, `${plain}${plain.includes('e') ? '' : `${e}+00`}`];
    if (Number.isInteger(value) && !plain.includes('e')) forms.push(`${plain}.0`, `${plain}.000000000000000000000000`, ...(value === 0 ? [] : [`${plain}0${e}-1`]));
    if (!Number.isInteger(value) && !plain.includes('e')) forms.push(`${plain}0`, `${plain}00000000000000`);
    if (value === 0) forms.push('-0', '0.0', `0${e}5`);
    return this.random.pick(forms.filter((form) => Number(form) === value));
  }
}
