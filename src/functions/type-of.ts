import { printType, STRING, withoutAttribute } from '../types/type.ts';
import { anyValues, defineFunction, wrongArguments, wrongType } from './define.ts';

export const typeOf = defineFunction({
  name: 'TYPEOF',
  syntax: 'TYPEOF(value [, serializable])',
  doc: 'The name of the type of a value; serializable: STRING as VARCHAR(2147483647).',
  nulls: 'own',
  bind(args) {
    const [value, serializable, ...rest] = anyValues(this, args);
    if (value === undefined || rest.length > 0)
      throw wrongArguments(this, `1 to 2 arguments wanted, ${args.length} given`);
    const long = serializable?.literal?.value ?? false;
    if (typeof long !== 'boolean' || (serializable !== undefined && serializable.literal === undefined))
      throw wrongType(
        this,
        args.flatMap((arg) => (arg.kind === 'value' ? [arg.type] : [])),
        'TRUE or FALSE wanted',
      );
    const name = printType(withoutAttribute(value.type), long);
    const parameters = serializable === undefined ? [value.type] : [value.type, serializable.type];
    return { returns: STRING, parameters, compile: () => () => name };
  },
});
