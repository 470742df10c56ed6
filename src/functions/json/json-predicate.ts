import { isText } from '../../types/coercion.ts';
import { BOOLEAN, withNullability } from '../../types/type.ts';
import {
  defineFunction,
  wrongArguments,
  wrongType,
  type EagerFunction,
  type ScalarFunction,
} from '../define.ts';
import { documentsOf } from './json-document.ts';

export const isJsonValue = jsonPredicate('VALUE', () => true);
export const isJsonObject = jsonPredicate(
  'OBJECT',
  (root) => typeof root === 'object' && root !== null && !Array.isArray(root),
);
export const isJsonArray = jsonPredicate('ARRAY', Array.isArray);
export const isJsonScalar = jsonPredicate('SCALAR', (root) => typeof root !== 'object' || root === null);
export const isNotJsonValue = negated(isJsonValue);
export const isNotJsonObject = negated(isJsonObject);
export const isNotJsonArray = negated(isJsonArray);
export const isNotJsonScalar = negated(isJsonScalar);

/** Never NULL: NULL is no JSON. */
function jsonPredicate(kind: string, test: (root: unknown) => boolean): ScalarFunction<EagerFunction> {
  return defineFunction({
    name: `IS JSON ${kind}`,
    aliases: kind === 'VALUE' ? ['IS JSON'] : [],
    syntax: `string IS JSON${kind === 'VALUE' ? '' : ` ${kind}`}`,
    doc: kind === 'VALUE' ? 'Whether the text is JSON.' : `Whether the text is a JSON ${kind.toLowerCase()}.`,
    nulls: 'own',
    bind(args) {
      const [arg] = args;
      if (arg?.kind !== 'value' || args.length !== 1) throw wrongArguments(this, 'one text wanted');
      if (!isText(arg.type)) throw wrongType(this, [arg.type]);
      return {
        returns: withNullability(BOOLEAN, false),
        parameters: [arg.type],
        compile(context) {
          const documents = documentsOf(context);
          return (text: string | null) => {
            const root = text === null ? undefined : documents.of(text).root;
            return root !== undefined && test(root);
          };
        },
      };
    },
  });
}

function negated(positive: ScalarFunction<EagerFunction>): ScalarFunction {
  const toNegative = (text: string) => text.replace('IS JSON', 'IS NOT JSON');
  return defineFunction({
    name: toNegative(positive.name),
    aliases: positive.aliases.map(toNegative),
    syntax: toNegative(positive.syntax),
    doc: positive.doc.replace('is', 'is not'),
    nulls: 'own',
    bind(args) {
      const inner = positive.bind(args);
      return {
        ...inner,
        compile(context) {
          const test = inner.compile(context) as (text: string | null) => boolean;
          return (text: string | null) => !test(text);
        },
      };
    },
  });
}
