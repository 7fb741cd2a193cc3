'use strict';
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => silent };
module.exports = { createLogger: () => silent, consoleTransport: () => ({}), prettyTransport: () => ({}) };
