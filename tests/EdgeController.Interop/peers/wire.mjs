/** Everything that an ocpp-rpc end sent and received, in order, as the text that was on the wire. */
export class Wire {
  sent = [];
  received = [];

  constructor(client) {
    client.on('message', ({ message, outbound }) => (outbound ? this.sent : this.received).push(message.toString()));
    client.on('strictValidationFailure', (failure) => this.violations.push(failure));
    client.on('badMessage', (failure) => this.violations.push(failure));
  }

  /** What broke the official schema or the framing at this end; tests want it empty. */
  violations = [];

  get callsSent() {
    return this.sent.filter(isCall);
  }

  get callsReceived() {
    return this.received.filter(isCall);
  }
}

export const isCall = (text) => JSON.parse(text)[0] === 2;

export const messageId = (text) => JSON.parse(text)[1];

export const action = (text) => JSON.parse(text)[2];
