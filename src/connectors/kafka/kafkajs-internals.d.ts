// The parts of kafkajs below its public API that weir stands on; its package has no types for them.
declare module 'kafkajs/src/broker/index.js' {
  const Broker: import('./kafkajs.ts').BrokerConstructor;
  export default Broker;
}
declare module 'kafkajs/src/network/connectionPool.js' {
  const ConnectionPool: import('./kafkajs.ts').ConnectionPoolConstructor;
  export default ConnectionPool;
}
declare module 'kafkajs/src/protocol/requests/index.js' {
  const protocol: { readonly requests: import('./kafkajs.ts').RequestDefinitions };
  export default protocol;
}
declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  const apiKeys: Readonly<Record<string, number>>;
  export default apiKeys;
}
declare module 'kafkajs/src/protocol/error.js' {
  const errors: { readonly errorCodes: readonly { readonly type: string; readonly code: number }[] };
  export default errors;
}
