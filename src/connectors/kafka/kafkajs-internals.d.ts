// The parts of kafkajs below its public API that weir stands on; its package has no types for them, kafkajs.ts does.
declare module 'kafkajs/src/broker/index.js' {
  const part: unknown;
  export default part;
}
declare module 'kafkajs/src/network/connectionPool.js' {
  const part: unknown;
  export default part;
}
declare module 'kafkajs/src/protocol/requests/index.js' {
  const part: unknown;
  export default part;
}
declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  const part: unknown;
  export default part;
}
declare module 'kafkajs/src/protocol/error.js' {
  const part: unknown;
  export default part;
}
