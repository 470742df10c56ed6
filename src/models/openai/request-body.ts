import type { OptionValues } from '../../common/options.ts';
import type { OPENAI_OPTIONS } from './options.ts';

/**
 * Makes the function that writes a chat request's JSON around an input text. Byte for byte what Flink's provider
 * sends: its order of keys, doubles as Java prints them, unset options left out. All but the input is written once.
 */
export function chatBody(options: OptionValues<typeof OPENAI_OPTIONS>): (input: string) => string {
  const system = JSON.stringify(options['system-prompt']);
  const before = `{"messages":[{"content":${system},"role":"system"},{"content":`;
  const set: string[] = [`"model":${JSON.stringify(options.model)}`];
  const add = (key: string, json: string | undefined) => {
    if (json !== undefined) set.push(`"${key}":${json}`);
  };
  const format = options['response-format'];
  add('max_tokens', options['max-tokens']);
  add('n', options.n);
  add('presence_penalty', javaDouble(options['presence-penalty']));
  add('response_format', format === undefined ? undefined : `{"type":"${format}"}`);
  add('seed', options.seed);
  add('stop', options.stop === undefined ? undefined : JSON.stringify(options.stop.split(',')));
  add('temperature', javaDouble(options.temperature));
  add('top_p', javaDouble(options['top-p']));
  const after = `,"role":"user"}],${set.join(',')}}`;
  return (input) => before + JSON.stringify(input) + after;
}

/** `0` is `0.0` and `0.0001` is `1.0E-4`, as java.lang.Double prints them; both are JSON. */
function javaDouble(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}
