import type { ClientConfig } from './client-config.ts';
import type { KafkaPort } from './port.ts';

export interface OpenPortOptions {
  /** Lines for the user: a broker that does not come back, a partition that is new. */
  readonly notice: (text: string) => void;
  /** 'latest' is the end of what is committed. */
  readonly readCommitted?: boolean;
}

/** How source, sink and store get to Kafka; the client behind it is loaded at first use. */
export type OpenPort = (config: ClientConfig, options: OpenPortOptions) => Promise<KafkaPort>;

export const openPort: OpenPort = async (config, options) => {
  const { createKafkajsPort } = await import('./kafkajs-port.ts');
  return createKafkajsPort(config, options);
};
