import type { ClientConfig } from './client-config.ts';
import type { Guards } from './guards.ts';
import type { KafkaPort } from './port.ts';

export interface OpenPortOptions {
  readonly notice: (text: string) => void;
  readonly readCommitted?: boolean;
  readonly guards?: Guards;
}

/** How source, sink and store get to Kafka; the client behind it is loaded at first use. */
export type OpenPort = (config: ClientConfig, options: OpenPortOptions) => Promise<KafkaPort>;

export const openPort: OpenPort = async (config, options) => {
  const { createKafkajsPort } = await import('./kafkajs-port.ts');
  return createKafkajsPort(config, options);
};
