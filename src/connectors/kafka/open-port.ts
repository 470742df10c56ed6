import type { ClientConfig } from './client-config.ts';
import type { KafkaPort, PortOptions } from './port.ts';

/** How source, sink and store get to Kafka; the client behind it is loaded at first use. */
export type OpenPort = (config: ClientConfig, options: PortOptions) => Promise<KafkaPort>;

export const openPort: OpenPort = async (config, options) => {
  const { createKafkajsPort } = await import('./kafkajs-port.ts');
  return createKafkajsPort(config, options);
};
