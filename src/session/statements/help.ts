import { FUNCTIONS } from '../../functions/index.ts';
import type { Handler } from '../context.ts';
import { helpOverview, helpTopic } from '../help/help-text.ts';

/** HELP and HELP topic, from the records that the session works with. */
export const help: Handler<'help'> = async ({ topic }, { parts, settings }) => {
  if (topic === undefined || topic.trim() === '') return { kind: 'message', text: helpOverview() };
  const { connectors, formats, providers } = parts;
  const sources = { functions: FUNCTIONS, connectors, formats, providers, settings: settings.list() };
  return { kind: 'message', text: helpTopic(topic, sources) };
};
