import { canCastImplicitly } from '../../types/coercion.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import { anyValues, wrongArguments, wrongType, type ArgumentInfo, type ValueInfo } from '../define.ts';

/** The arguments of a call, fitting the declared types by implicit casts; a bare NULL fits each that may be NULL. */
export function checkArguments(
  spec: { readonly name: string; readonly syntax: string },
  declared: readonly SqlType[],
  args: readonly ArgumentInfo[],
): readonly ValueInfo[] {
  const values = anyValues(spec, args);
  if (values.length !== declared.length) {
    const wanted = `${declared.length} argument${declared.length === 1 ? '' : 's'}`;
    throw wrongArguments(spec, `${wanted} wanted, ${values.length} given`);
  }
  for (const [i, wanted] of declared.entries()) {
    const type = values[i]?.type ?? wanted;
    const why = canCastImplicitly(type, wanted)
      ? type.nullable && !wanted.nullable
        ? `argument ${i + 1} may be NULL`
        : undefined
      : `argument ${i + 1} must be ${printType(withNullability(wanted, true))}`;
    if (why !== undefined) throw wrongType(spec, typesOf(values), why);
  }
  return values;
}

function typesOf(values: readonly ValueInfo[]): readonly SqlType[] {
  return values.map((value) => value.type);
}
