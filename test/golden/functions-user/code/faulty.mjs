// What goes wrong in a call.
export const thrower = {
  arguments: ['INT'],
  returns: 'INT',
  call(n) {
    if (n === 13) throw new RangeError('no 13,\nplease');
    return n;
  },
};

export const deep = {
  arguments: ['STRING'],
  returns: 'INT',
  call: (text) => inner(text),
};

function inner(text) {
  return text.nope.length;
}

export const rowsThenThrow = {
  arguments: ['INT'],
  returns: 'ROW<n INT>',
  *rows(n) {
    yield { n };
    throw 'a text';
  },
};

// What comes back is not what is declared: wrong(n) returns the nth of these as a value of the type.
const VALUES = [
  'text',
  1.5,
  2 ** 31,
  2 ** 53,
  10n ** 30n,
  Number.NaN,
  true,
  undefined,
  null,
  [1],
  { a: 1, b: 2 },
  { n: 'x' },
  new Map([[1, 2]]),
  new Date(0),
  new Date(Number.NaN),
  Promise.resolve(1),
  () => 1,
  Symbol('s'),
  new Uint8Array([1, 2, 3, 4]),
  'x'.repeat(100),
];
const wrong = (returns) => ({ arguments: ['INT'], returns, call: (n) => VALUES[n] });

export const asInt = wrong('INT');
export const asIntNotNull = wrong('INT NOT NULL');
export const asBigint = wrong('BIGINT');
export const asDouble = wrong('DOUBLE');
export const asDecimal = wrong('DECIMAL(5, 2)');
export const asBoolean = wrong('BOOLEAN');
export const asString = wrong('STRING');
export const asVarchar = wrong('VARCHAR(3)');
export const asBytes = wrong('BINARY(3)');
export const asDate = wrong('DATE');
export const asTime = wrong('TIME');
export const asTimestamp = wrong('TIMESTAMP(3)');
export const asInstant = wrong('TIMESTAMP_LTZ(3)');
export const asArray = wrong('ARRAY<STRING>');
export const asMap = wrong('MAP<STRING, INT>');
export const asRow = wrong('ROW<n INT, m ARRAY<INT>>');

const rows = (value) => ({ arguments: [], returns: 'ROW<n INT>', rows: () => value });
export const noRows = rows(undefined);
export const textRows = rows('text');
export const numberRows = rows(5);
export const promisedRows = rows(Promise.resolve([]));
export const asyncRows = rows((async function* () {})());
export const nullRow = rows([null]);
export const badRow = rows([{ n: 1 }, { n: 'x' }]);

export const moody = { ...thrower, deterministic: false };
