// Compares what weir answered with what real Flink answered, by the rule of the case.

/** undefined when the same, else what differs, in one line. */
export function difference(expected, got) {
  if (expected.error !== null) return errorDifference(expected.error, got);
  if (got.error !== null) return `error ${got.error.kind} ${got.error.code}: ${got.error.message}`;
  if (expected.columns !== null) {
    const columns = JSON.stringify(got.columns);
    if (columns !== JSON.stringify(expected.columns))
      return `columns ${columns}, Flink ${JSON.stringify(expected.columns)}`;
  }
  if (expected.rows === null || expected.compare === 'no-error') return undefined;
  return rowsDifference(expected, got);
}

/** Whether both failed, but in different stages. */
export function errorKindDiffers(expected, got) {
  return expected.error !== null && got.error !== null && !sameKind(expected.error.kind, got.error.kind);
}

/** plan and runtime may be one: Flink computes constants while planning. */
function sameKind(a, b) {
  const late = ['plan', 'runtime'];
  return a === b || (late.includes(a) && late.includes(b));
}

function errorDifference(expected, { error, rows }) {
  if (error === null)
    return `no error but ${JSON.stringify(rows)?.slice(0, 200)}, Flink ${expected.kind}: ${expected.message}`;
  if (!sameKind(expected.kind, error.kind))
    return `error ${error.kind} (${error.code}: ${error.message}), Flink ${expected.kind}: ${expected.message}`;
  return undefined;
}

/** Whether the error stands at the recorded line and column; undefined where none is recorded. */
export function positionSame(expected, got) {
  if (expected.error?.line === undefined) return undefined;
  return got.error?.line === expected.error.line && got.error?.column === expected.error.column;
}

function rowsDifference({ compare, rows, columns }, got) {
  const types = (columns ?? got.columns).map(({ type }) => type);
  let [want, have] = [rows, got.rows];
  if (compare === 'final') [want, have] = [final(want), final(have)];
  const [wantTexts, haveTexts] = [want, have].map((list) => list.map((row) => rowText(row, types)));
  if (compare !== 'rows-in-order') {
    wantTexts.sort();
    haveTexts.sort();
  }
  const same = wantTexts.length === haveTexts.length && wantTexts.every((text, i) => text === haveTexts[i]);
  return same ? undefined : `rows ${haveTexts.join(' ')}, Flink ${wantTexts.join(' ')}`;
}

/** The bag that a changelog leaves. */
function final(rows) {
  const bag = new Map();
  for (const { op, values } of rows) {
    const key = JSON.stringify(values);
    const entry = bag.get(key) ?? { values, count: 0 };
    entry.count += op === '+I' || op === '+U' ? 1 : -1;
    bag.set(key, entry);
  }
  return [...bag.values()].flatMap(({ values, count }) =>
    Array.from({ length: Math.abs(count) }, () => ({ op: count > 0 ? '+I' : '-D', values })),
  );
}

function rowText({ op, values }, types) {
  return JSON.stringify([op, values.map((value, i) => cell(value, types[i] ?? ''))]);
}

/** Entries of a MAP have no order; the last digit of a floating number may differ by one. */
function cell(value, type) {
  if (value === null) return null;
  if (/^(MAP|MULTISET)/.test(type))
    return value
      .replace(/^\{|\}$/g, '')
      .split(', ')
      .toSorted()
      .join(', ');
  if (/^(DOUBLE|FLOAT)/.test(type) && /^-?\d+\.\d{14,}/.test(value)) return Number(value).toPrecision(14);
  return value;
}
