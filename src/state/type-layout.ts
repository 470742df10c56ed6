import type { SqlType } from '../types/type.ts';

/**
 * Text that two types share exactly when their values have the same bytes and the same meaning: names, lengths and
 * nullability do not count, scales and units do. Shown to users when a job's state does not fit its statement.
 */
export function typeLayout(type: SqlType): string {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return 'STRING';
    case 'BINARY':
    case 'VARBINARY':
      return 'BYTES';
    case 'DECIMAL':
      return `DECIMAL(*, ${type.scale})`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.kind}(${type.precision <= 3 ? 3 : type.precision <= 6 ? 6 : 9})`;
    case 'INTERVAL_DAY_TIME':
      return 'INTERVAL DAY TO SECOND';
    case 'INTERVAL_YEAR_MONTH':
      return 'INTERVAL YEAR TO MONTH';
    case 'ARRAY':
    case 'MULTISET':
      return `${type.kind}<${typeLayout(type.element)}>`;
    case 'MAP':
      return `MAP<${typeLayout(type.key)}, ${typeLayout(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map((field) => typeLayout(field.type)).join(', ')}>`;
    default:
      return type.kind;
  }
}
