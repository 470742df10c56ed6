// Each function returns what it gets, or tells what it got: the form of each type's values.
const type = (value) => (value === null ? 'null' : (value.constructor?.name ?? typeof value));
const same = (name) => ({ arguments: [name], returns: name, call: (value) => value });
const told = (name) => ({
  arguments: [name],
  returns: 'STRING',
  call: (value) =>
    `${type(value)} ${typeof value === 'object' ? JSON.stringify(plain(value)) : String(value)}`,
});
const plain = (value) => {
  if (value instanceof Map) return [...value].map((pair) => pair.map(plain));
  if (value instanceof Uint8Array) return [...value];
  return typeof value === 'bigint' ? `${value}n` : value;
};

export const boolean = same('BOOLEAN');
export const tinyint = same('TINYINT');
export const int = same('INT');
export const bigint = same('BIGINT');
export const float = same('FLOAT');
export const double = same('DOUBLE');
export const decimal = same('DECIMAL(30, 10)');
export const string = same('STRING');
export const char = same('CHAR(3)');
export const varchar = same('VARCHAR(3)');
export const bytes = same('BYTES');
export const date = same('DATE');
export const time = same('TIME(3)');
export const timestamp = same('TIMESTAMP(9)');
export const instant = same('TIMESTAMP_LTZ(3)');
export const days = same('INTERVAL DAY');
export const months = same('INTERVAL MONTH');
export const array = same('ARRAY<BIGINT>');
export const map = same('MAP<STRING, DATE>');
export const multiset = same('MULTISET<STRING>');
export const row = same('ROW<a INT, `__proto__` STRING, r ROW<d DECIMAL(5, 2)>>');

export const toldBoolean = told('BOOLEAN');
export const toldInt = told('INT');
export const toldBigint = told('BIGINT');
export const toldAlways = { ...told('BIGINT'), bigint: 'always' };
export const toldDouble = told('DOUBLE');
export const toldDecimal = told('DECIMAL(30, 10)');
export const toldString = told('STRING');
export const toldBytes = told('BYTES');
export const toldDate = told('DATE');
export const toldTime = told('TIME(3)');
export const toldTimestamp = told('TIMESTAMP(9)');
export const toldInstant = told('TIMESTAMP_LTZ(3)');
export const toldDays = told('INTERVAL DAY');
export const toldMonths = told('INTERVAL MONTH');
export const toldArray = told('ARRAY<DATE>');
export const toldMap = told('MAP<STRING, DATE>');
export const toldRow = told('ROW<a INT, b ROW<d DECIMAL(5, 2)>>');

/** What it changes is its own copy. */
export const spoil = {
  arguments: ['ARRAY<INT>'],
  returns: 'INT',
  call(list) {
    list.push(99);
    return list.length;
  },
};
