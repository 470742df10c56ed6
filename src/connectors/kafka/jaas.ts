import { SqlError } from '../../common/errors.ts';

/** What of a `sasl.jaas.config` weir uses. */
export interface JaasLogin {
  /** 'PLAIN' or 'SCRAM', by the login module. */
  readonly module: 'PLAIN' | 'SCRAM';
  readonly username: string;
  readonly password: string;
}

const EXAMPLE =
  '\'org.apache.kafka.common.security.plain.PlainLoginModule required username="..." password="...";\'';

/** Reads the text that Java clients take. Throws E_OPTION, never with the text itself: it holds the password. */
export function parseJaas(text: string): JaasLogin {
  const head = /^\s*([\w.$]+)\s+(?:required|requisite|sufficient|optional)\b/i.exec(text);
  if (head === null) throw bad('is not <module> required <key>="<value>" ...;');
  const name = (head[1] ?? '').split('.').at(-1);
  const module = name === 'PlainLoginModule' ? 'PLAIN' : name === 'ScramLoginModule' ? 'SCRAM' : undefined;
  if (module === undefined) {
    throw new SqlError('E_UNSUPPORTED', `'properties.sasl.jaas.config': weir has no login module ${name}`, {
      hint: 'PlainLoginModule and ScramLoginModule are there',
    });
  }
  const values = new Map<string, string>();
  let at = head[0].length;
  for (;;) {
    const rest = text.slice(at);
    const end = /^\s*;?\s*$/.exec(rest);
    if (end !== null) break;
    const pair = /^\s*([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))/.exec(rest);
    if (pair === null) throw bad(`cannot be read from character ${at + 1} on`);
    const quoted = pair[2] ?? pair[3];
    values.set(pair[1] ?? '', quoted === undefined ? (pair[4] ?? '') : quoted.replace(/\\(.)/g, '$1'));
    at += pair[0].length;
  }
  const username = values.get('username');
  const password = values.get('password');
  if (username === undefined || password === undefined) throw bad('needs username="..." and password="..."');
  return { module, username, password };
}

function bad(why: string): SqlError {
  return new SqlError('E_OPTION', `'properties.sasl.jaas.config' ${why}`, { hint: `for example ${EXAMPLE}` });
}
