import { redactValue } from '../../common/redact.ts';
import { AGGREGATES } from '../../functions/aggregate.ts';
import { FAMILIES } from '../../functions/index.ts';
import type { Handler } from '../context.ts';
import { helpOverview, helpTopic } from '../help/help-text.ts';

/** HELP and HELP topic, from the records that the session works with. */
export const help: Handler<'help'> = async ({ topic }, { catalog, parts, settings }) => {
  if (topic === undefined || topic.trim() === '') return { kind: 'message', text: helpOverview() };
  const { connectors, formats, providers } = parts;
  const shown = settings
    .list()
    .map(({ key, value, spec }) => ({ spec, value: value && redactValue(key, value) }));
  const here = { catalog: catalog.currentCatalog, database: catalog.currentDatabase };
  const own = catalog.functions
    .list(here)
    .flatMap(({ body }) => (body.kind === 'class' ? [] : [{ aliases: [], ...body.record }]));
  const functions = [
    ...(own.length === 0 ? [] : [{ title: 'Your own', functions: own }]),
    ...FAMILIES,
    { title: 'Aggregates', functions: AGGREGATES },
  ];
  const sources = { functions, connectors, formats, providers, settings: shown };
  return { kind: 'message', text: helpTopic(topic, sources) };
};
