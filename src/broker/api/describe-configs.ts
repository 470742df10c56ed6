import type { BrokerState } from '../state.ts';
import { TOPIC_CONFIGS } from '../topic-config.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';
import type { Api } from './api.ts';
import { findResource, readResource, type ConfigResource, type ConfigResult } from './config-resource.ts';

const FROM_TOPIC = 1;
const FROM_BROKER = 4;
const FROM_DEFAULT = 5;
/** As clients number the types of values. */
const TYPE_NUMBERS = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 } as const;

interface Config {
  readonly name: string;
  readonly value: string;
  readonly source: number;
  readonly type: number;
  readonly doc: string;
}

/** Configs of topics and of the broker, with where each value comes from. */
export const describeConfigs: Api = {
  key: 32,
  name: 'DescribeConfigs',
  min: 1,
  max: 3,
  handle({ version, body }, state) {
    const wanted = body.array(readWanted);
    const withSynonyms = body.boolean();
    const withDoc = version >= 3 && body.boolean();
    const results = wanted.map(({ resource, names }) => describe(resource, names, state));
    return (response) => {
      response.int32(0);
      response.array(results, ({ error, message, type, name, configs }) => {
        response.int16(error);
        response.message(message);
        response.int8(type);
        response.string(name);
        response.array(configs, (config) => writeConfig(response, version, config, withSynonyms, withDoc));
      });
    };
  },
};

function readWanted(body: Reader) {
  return { resource: readResource(body), names: body.nullableArray(() => body.string()) };
}

function describe(
  resource: ConfigResource,
  names: readonly string[] | undefined,
  state: BrokerState,
): ConfigResult & { readonly configs: readonly Config[] } {
  const found = findResource(resource, state);
  if (found !== 'broker' && 'error' in found) return { ...resource, ...found, configs: [] };
  const all = found === 'broker' ? brokerConfigs(state) : topicConfigs(found.topic.overrides);
  const configs =
    names === undefined || names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  return { ...resource, error: ErrorCode.none, message: undefined, configs };
}

function topicConfigs(overrides: ReadonlyMap<string, string>): Config[] {
  return Object.entries(TOPIC_CONFIGS).map(([name, spec]) => ({
    name,
    value: overrides.get(name) ?? spec.default,
    source: overrides.has(name) ? FROM_TOPIC : FROM_DEFAULT,
    type: TYPE_NUMBERS[spec.type],
    doc: spec.doc,
  }));
}

function brokerConfigs(state: BrokerState): Config[] {
  const own = (name: string, value: string, doc: string) => ({
    name,
    value,
    source: FROM_BROKER,
    type: TYPE_NUMBERS.string,
    doc,
  });
  return [
    own('auto.create.topics.enable', String(state.autoCreateTopics), 'Make topics that clients ask for.'),
    own('default.replication.factor', '1', 'There is one broker.'),
    own('num.partitions', String(state.defaultPartitions), 'Partitions of a topic made without a number.'),
  ];
}

function writeConfig(
  response: Writer,
  version: number,
  { name, value, source, type, doc }: Config,
  withSynonyms: boolean,
  withDoc: boolean,
): void {
  response.string(name);
  response.nullableString(value);
  response.boolean(source === FROM_BROKER); // read-only
  response.int8(source);
  response.boolean(false); // secret
  response.array(withSynonyms && source !== FROM_DEFAULT ? [value] : [], (synonym) => {
    response.string(name);
    response.nullableString(synonym);
    response.int8(source);
  });
  if (version < 3) return;
  response.int8(type);
  response.nullableString(withDoc ? doc : undefined);
}
