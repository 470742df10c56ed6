// Each function tells what came to it: what an implicit cast has made of an argument.
const takes = (type) => ({
  arguments: [type],
  returns: 'STRING',
  nulls: 'own',
  call: (value) => (value instanceof Date ? value.toISOString() : value === null ? 'null' : String(value)),
});

export const takesInt = takes('INT');
export const takesBigint = takes('BIGINT');
export const takesFloat = takes('FLOAT');
export const takesDouble = takes('DOUBLE');
export const takesDecimal = takes('DECIMAL(5, 0)');
export const takesVarchar = takes('VARCHAR(3)');
export const takesChar = takes('CHAR(5)');
export const takesBytes = takes('VARBINARY(2)');
export const takesBoolean = takes('BOOLEAN');
export const takesDate = takes('DATE');
export const takesTime = takes('TIME(0)');
export const takesTimestamp = takes('TIMESTAMP(3)');
export const takesInstant = takes('TIMESTAMP_LTZ(3)');
export const takesArray = takes('ARRAY<BIGINT>');
