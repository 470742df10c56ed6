import type { OptionSpec } from '../common/options.ts';
import { readEndpointMap, type EndpointMap } from './endpoint-map.ts';

/** SET keys of the models, by key; the session adds them to its own. */
export const MODEL_SETTINGS = {
  'weir.ai.endpoint-map': {
    doc:
      'Sends calls to other origins instead: pairs from=to, separated by commas, e.g. ' +
      'https://api.openai.com=http://127.0.0.1:8080. Path and query stay. No api-key goes to a mapped endpoint: the key ' +
      "belongs to the host that the model names. To use another host with a key, write it as the model's endpoint.",
    type: 'STRING',
    default: undefined,
    weirOnly: true,
    read: readEndpointMap,
  } satisfies OptionSpec<EndpointMap | undefined>,
  'weir.ai.max-in-flight': {
    doc:
      'Most open requests to one endpoint with one key, over all statements and jobs of the session. Unset: no bound ' +
      "but each statement's max-concurrent-operations.",
    type: 'INT',
    default: undefined,
    weirOnly: true,
    read: (text: string) => {
      const value = Number(text.trim());
      if (!/^\d+$/.test(text.trim()) || value < 1) throw new Error('expected a whole number above 0');
      return value;
    },
  } satisfies OptionSpec<number | undefined>,
};
