// How kafkajs frames a request; its package has no types for it.
declare module 'kafkajs/src/protocol/request.js' {
  interface Framed {
    readonly correlationId: number;
    readonly clientId: string;
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      encode(): Promise<unknown>;
    };
  }
  export default function encodeRequest(framed: Framed): Promise<{ readonly buffer: Buffer }>;
}
