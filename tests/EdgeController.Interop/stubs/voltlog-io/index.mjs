// Stands in for a logging package that ocpp-ws-io depends on and no registry has; ocpp-ws-io says nothing through it.
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => silent };
export const createLogger = () => silent;
export const consoleTransport = () => ({});
export const prettyTransport = () => ({});
