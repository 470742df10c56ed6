import {
  booleanOr,
  double,
  durationOr,
  int,
  oneOf,
  oneOfOr,
  requiredText,
  text,
  textOr,
  type OptionSpec,
} from '../../common/options.ts';
import { FAILURE_OPTIONS } from '../model-caller.ts';

/** The options of Flink's openai provider, and ours (weirOnly). `api-key` is optional here: see chooseKey. */
export const OPENAI_OPTIONS = {
  endpoint: requiredText('URL of the model: in full, or a base such as https://api.openai.com/v1.'),
  'api-key': text("Key for the endpoint, best as '${env:NAME}'. '' sends none.", { secret: true }),
  model: requiredText("The model's name at the endpoint."),
  ...FAILURE_OPTIONS,
  'system-prompt': textOr('What the model is told to be.', 'You are a helpful assistant.'),
  temperature: finite('Randomness of the answer, 0.0 to 1.0.'),
  'top-p': finite('Share of likely tokens the answer is drawn from.'),
  stop: text('Texts that end the answer, separated by commas.'),
  'max-tokens': long('Most tokens of an answer.'),
  'presence-penalty': finite('Pushes towards new topics, -2.0 to 2.0.'),
  n: long('Answers per call; each is a row.'),
  seed: long('Makes answers repeatable as far as the endpoint can.'),
  'response-format': oneOf('Form of the answer.', ['text', 'json_object']),
  dimension: long('Length of an embedding.'),
  'max-context-size': int('Most tokens of the input.'),
  'context-overflow-action': oneOfOr(
    'What happens to a longer input.',
    [
      'truncated-tail',
      'truncated-tail-log',
      'truncated-head',
      'truncated-head-log',
      'skipped',
      'skipped-log',
    ],
    'truncated-tail',
  ),
  'property-version': text('Taken and not used, as in Flink.'),
  'request-timeout': durationOr('Longest time of one request, retries not counted.', 600_000, {
    weirOnly: true,
  }),
  'allow-http': booleanOr('Whether the key may go unencrypted to another machine.', false, {
    weirOnly: true,
  }),
};

/** A 64-bit number in its decimal digits: it goes into JSON as it is, also where a double would round it. */
function long(doc: string): OptionSpec<string | undefined> {
  return {
    doc,
    type: 'BIGINT',
    default: undefined,
    read(given) {
      if (!/^[+-]?\d{1,19}$/.test(given.trim())) throw new Error('expected a whole number');
      const value = BigInt(given.trim().replace(/^\+/, ''));
      if (BigInt.asIntN(64, value) !== value) throw new Error('expected a whole number of 64 bits');
      return value.toString();
    },
  };
}

function finite(doc: string): OptionSpec<number | undefined> {
  const spec = double(doc);
  return {
    ...spec,
    read(given) {
      const value = spec.read(given);
      if (value === undefined || !Number.isFinite(value)) throw new Error('expected a number');
      return value;
    },
  };
}
