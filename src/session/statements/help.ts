import { redactValue } from '../../common/redact.ts';
import { FUNCTIONS } from '../../functions/index.ts';
import type { Handler } from '../context.ts';
import { helpOverview, helpTopic } from '../help/help-text.ts';

/** HELP and HELP topic, from the records that the session works with. */
export const help: Handler<'help'> = async ({ topic }, { parts, settings }) => {
  if (topic === undefined || topic.trim() === '') return { kind: 'message', text: helpOverview() };
  const { connectors, formats, providers } = parts;
  const shown = settings
    .list()
    .map(({ key, value, spec }) => ({ spec, value: value && redactValue(key, value) }));
  const sources = { functions: FUNCTIONS, connectors, formats, providers, settings: shown };
  return { kind: 'message', text: helpTopic(topic, sources) };
};
