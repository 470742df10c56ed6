import { resolveReferences } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import { readModelOptions } from '../option-keys.ts';
import type { ModelProvider, ModelSpec, ProviderContext } from '../provider.ts';
import { MockClient } from './client.ts';
import { MOCK_OPTIONS } from './options.ts';

/**
 * Answers made up on the spot, for tests and for trying SQL without an endpoint. Time and chance come from the session,
 * so a fake clock makes it exact. Failures run through the same retries and strategies as those of a real endpoint.
 */
export const mock: ModelProvider = {
  name: 'mock',
  aliases: [],
  doc: 'Answers with its input or a fixed text, after a set time, failing as often as asked.',
  options: MOCK_OPTIONS,
  check: (model, context) => plan(model, context).lines,
  open: async (model, context) => new MockClient({ model, ...plan(model, context), context }),
};

function plan(model: ModelSpec, context: Pick<ProviderContext, 'environment'>) {
  const resolved = new Map<string, string>();
  for (const [key, text] of model.options) resolved.set(key, resolveReferences(text, context.environment));
  const { values, lines } = readModelOptions(MOCK_OPTIONS, resolved, 'mock');
  const rate = values['error-rate'];
  if (rate !== undefined && (rate < 0 || rate > 1))
    throw new SqlError('E_OPTION', `provider 'mock': 'error-rate' = '${rate}': expected 0 to 1`);
  if (values.n < 0)
    throw new SqlError('E_OPTION', `provider 'mock': 'n' = '${values.n}': expected 0 or more`);
  if (model.input.length === 0 || model.output.length === 0)
    throw new SqlError('E_DEFINITION', `model ${model.name} needs INPUT and OUTPUT columns`);
  for (const { name, type } of model.output) {
    if (['VARCHAR', 'DOUBLE', 'INT', 'BIGINT', 'BOOLEAN'].includes(type.kind)) continue;
    throw new SqlError('E_DEFINITION', `provider 'mock' makes no ${type.kind} for OUTPUT column ${name}`);
  }
  return { options: values, lines };
}
