import { resolveReferences } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import type { OptionValues } from '../../common/options.ts';
import { printType, sameType, STRING } from '../../types/type.ts';
import { mapEndpoint, readEndpointMap } from '../endpoint-map.ts';
import { canonicalOptions, readModelOptions } from '../option-keys.ts';
import type { ModelSpec, ProviderContext } from '../provider.ts';
import { chooseKey, type ApiKey } from './api-key.ts';
import { refuseMetadata, resolveEndpoint, shownUrl, type Endpoint } from './endpoint.ts';
import { OPENAI_OPTIONS } from './options.ts';
import { proxyFor, shownProxy } from './proxy.ts';

/** All that is decided about a model before its first call. */
export interface CallPlan {
  readonly options: OptionValues<typeof OPENAI_OPTIONS>;
  readonly url: string;
  readonly key: ApiKey;
  readonly proxy: string | undefined;
  /** For the user: what was read as what, where requests go, and with which key. */
  readonly lines: readonly string[];
}

const NAME = 'openai';

/** Checks a model and decides where its calls go. No I/O but the references' files. Throws SqlError. */
export function planCalls(
  model: ModelSpec,
  context: Pick<ProviderContext, 'setting' | 'environment'>,
): CallPlan {
  const { environment } = context;
  const canonical = canonicalOptions(OPENAI_OPTIONS, model.options, NAME);
  const resolved = new Map<string, string>();
  for (const [key, text] of canonical.options)
    resolved.set(key, key === 'api-key' ? text : resolveReferences(text, environment));
  const { values: options } = readModelOptions(OPENAI_OPTIONS, resolved, NAME);
  const lines = [...canonical.lines];

  const isEmbedding = model.output.length === 1 && model.output[0]?.type.kind === 'ARRAY';
  const endpoint = resolveEndpoint(options.endpoint, isEmbedding ? 'embeddings' : 'chat');
  checkTask(endpoint);
  checkColumns(model);
  if (options['max-context-size'] !== undefined) {
    throw new SqlError('E_UNSUPPORTED', "weir has no tokeniser, so 'max-context-size' cannot be kept", {
      hint: 'leave it out and cut the text in SQL: SUBSTRING(text FROM 1 FOR 4000)',
    });
  }

  const { url, isMapped } = followMap(endpoint, context, lines);
  const key = chooseKey(
    { written: resolved.get('api-key'), url, isMapped, allowHttp: options['allow-http'] },
    environment,
  );
  if (key.value === undefined && !isMapped) lines.push(`${key.about} is sent`);
  else if (!resolved.has('api-key') && key.value !== undefined) lines.push(`${key.about} is sent`);
  const proxy = proxyFor(new URL(url), environment);
  if (proxy !== undefined) lines.push(`through the proxy ${shownProxy(proxy)}`);
  return { options, url, key, proxy: proxy && `the proxy ${shownProxy(proxy)}`, lines };
}

function followMap(
  endpoint: Endpoint,
  context: Pick<ProviderContext, 'setting'>,
  lines: string[],
): { url: string; isMapped: boolean } {
  const setting = context.setting('weir.ai.endpoint-map') ?? '';
  const mapped = mapEndpoint(endpoint.url, readMap(setting));
  if (mapped === undefined) {
    if (endpoint.note !== undefined) lines.push(endpoint.note);
    return { url: endpoint.url, isMapped: false };
  }
  refuseMetadata(new URL(mapped));
  const from = new URL(endpoint.url).origin;
  lines.push(
    `POST goes to ${shownUrl(mapped)} instead of ${from} (weir.ai.endpoint-map); no api-key is sent there`,
  );
  return { url: mapped, isMapped: true };
}

function readMap(setting: string): ReadonlyMap<string, string> {
  try {
    return readEndpointMap(setting);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SqlError('E_SETTING', `'weir.ai.endpoint-map' cannot be read: ${why}`, { cause });
  }
}

function checkTask({ task, url }: Endpoint): void {
  if (task === 'chat') return;
  throw new SqlError(
    'E_UNSUPPORTED',
    `weir calls chat models only so far, and ${shownUrl(url)} is for ${task}`,
    {
      hint: 'use an endpoint that ends in /chat/completions and one OUTPUT column of type STRING',
    },
  );
}

/** As strict as Flink: one STRING in, one STRING out, both nullable. */
function checkColumns(model: ModelSpec): void {
  for (const [side, columns] of [
    ['INPUT', model.input],
    ['OUTPUT', model.output],
  ] as const) {
    const names = columns.map((column) => column.name).join(', ');
    const [column] = columns;
    if (columns.length !== 1 || column === undefined) {
      const found = columns.length === 0 ? 'none' : `${columns.length}: ${names}`;
      throw new SqlError(
        'E_DEFINITION',
        `model ${model.name} needs exactly one ${side} column and has ${found}`,
      );
    }
    if (!sameType(column.type, STRING) || !column.type.nullable) {
      const type = printType(column.type);
      throw new SqlError(
        'E_DEFINITION',
        `${side} column ${column.name} of model ${model.name} must be STRING and is ${type}`,
        { hint: 'the answer of a chat model is a text; CAST it in the query' },
      );
    }
  }
}
