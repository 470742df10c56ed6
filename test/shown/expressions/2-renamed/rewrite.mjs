// Renames what a recorded case calls its columns, tables and aliases, and changes its literals, in statement and answer alike.
import { atCommas, behindClose, solid, textOf, tokensOf } from './tokens.mjs';

/**
 * Functions whose answer is renamed with their texts: exchanging letters of one case for others before the call or behind it
 * is the same. Nothing that orders, hashes, reads numbers or knows letters is among them.
 */
const LETTER_BLIND = new Set(
  `BTRIM CHAR_LENGTH CHARACTER_LENGTH LENGTH COALESCE CONCAT CONCAT_WS ELT ENDSWITH IF IFNULL INITCAP INSTR LEFT LOCATE LOWER LPAD LTRIM
  NULLIF OVERLAY POSITION REPEAT REPLACE REVERSE RIGHT RPAD RTRIM SPLIT SPLIT_INDEX STARTSWITH SUBSTR SUBSTRING TRANSLATE TRIM UPPER
  VALUES ROW CARDINALITY ARRAY_CONTAINS ARRAY_POSITION ARRAY_REVERSE ARRAY_CONCAT ARRAY_APPEND ARRAY_PREPEND`.split(
    /\s+/,
  ),
);
/** Signs and words between them of which the same holds. */
const LETTER_BLIND_WORDS = new Set(
  `AND AS BOTH CASE DISTINCT ELSE END ESCAPE FOR FROM IN IS LEADING LIKE NOT NULL OR PLACING SELECT THEN TRAILING UNKNOWN WHEN
  ARRAY TYPEOF`.split(/\s+/),
);
const LETTER_BLIND_SIGNS = new Set(['(', ')', ',', '[', ']', '+', '-', '*', '=', '<>', '||', '.']);
/** Names are made of consonants: no keyword is, but for two. */
const CONSONANTS = 'bcdfghjklmnpqrstvwxz';
const KEYWORDS = new Set(['ln', 'sql']);

export class Rewriter {
  #chance;
  counts = { cases: 0, names: 0, literals: 0 };

  constructor(chance) {
    this.#chance = chance;
  }

  /** The case with other names and literals; the answer is the recorded one with the same changes made. */
  rewrite(recorded) {
    const tokens = tokensOf(recorded.sql);
    const before = { ...this.counts };
    const literals = this.#literals(solid(tokens), recorded);
    const names = this.#names(solid(tokens));
    const columns = literals.columns.map((column) => ({ ...column, name: newName(column.name, names) }));
    if (recorded.error?.kind !== 'parse') this.#aliases(tokens, columns, names);
    const changed = this.counts.names + this.counts.literals > before.names + before.literals;
    if (changed) this.counts.cases++;
    return {
      ...recorded,
      sql: textOf(tokens),
      columns: recorded.columns && columns,
      rows: recorded.rows && literals.rows,
    };
  }

  // ---- names

  /** Renames in place; what became of each name comes back. */
  #names(tokens) {
    const names = new Map();
    const declared = declaredNames(tokens);
    const used = new Set(tokens.map(({ text }) => text));
    for (const name of declared) {
      const fresh = this.#freshName(name.length, used);
      used.add(fresh);
      names.set(name, fresh);
    }
    const inTypes = indexesInTypes(tokens);
    if (tokens.some(({ text }, i) => inTypes.has(i) && names.has(text))) return new Map();
    tokens.forEach((token, i) => {
      const fresh = names.get(token.text);
      const isCall = tokens[i + 1]?.text === '(' && !isAlias(tokens, i);
      if (token.kind !== 'word' || fresh === undefined || isCall) return;
      token.text = fresh;
    });
    this.counts.names += names.size;
    return names;
  }

  #freshName(length, used) {
    for (let wanted = length; ; wanted++) {
      for (let attempt = 0; attempt < 50; attempt++) {
        const name = Array.from({ length: wanted }, () => this.#one(CONSONANTS)).join('');
        if (!used.has(name) && !KEYWORDS.has(name)) return name;
      }
    }
  }

  /** A column that had no name of its own gets one: its place in the answer is all that told it. */
  #aliases(tokens, columns, names) {
    const items = selectItems(solid(tokens));
    if (items === undefined) return;
    const used = new Set([...names.values(), ...solid(tokens).map(({ text }) => text)]);
    items.forEach((item, i) => {
      const isBare = item.length === 1 && item[0].kind !== 'number' && item[0].kind !== 'text';
      const hasName = item.length > 1 && /^(word|quoted)$/.test(item.at(-1).kind) && item.at(-2).text !== '.';
      if (item.length === 0 || isBare || hasName || item.some(({ text }) => text === '*' && item.length < 4))
        return;
      if (columns.length > 0 && columns[i]?.name !== `EXPR$${i}`) return;
      const name = this.#freshName(2 + this.#chance.below(8), used);
      used.add(name);
      item.at(-1).text += ` AS ${name}`;
      if (columns[i] !== undefined) columns[i].name = name;
      this.counts.names++;
    });
  }

  // ---- literals

  #literals(tokens, { columns, rows, compare }) {
    const same = { columns: (columns ?? []).map((column) => ({ ...column })), rows: rows ?? [] };
    const items = selectItems(tokens);
    if (items === undefined || columns === null || columns.length !== items.length || rows === null)
      return same;
    const from = tokens.slice(endOfItems(tokens, items));
    const map = from.length === 0 ? this.#constants(items, columns) : this.#columns(items, from, columns);
    const changed = rows.map(({ op, values }) => ({
      op,
      values: values.map((value, i) => (value === null ? null : (map[i]?.(value) ?? value))),
    }));
    return { ...same, rows: compare === 'no-error' ? rows : changed };
  }

  /** SELECT of constants: each item is for itself. */
  #constants(items, columns) {
    return items.map((item, i) => {
      if (item.length <= 2 && this.#isShownNumber(item)) return this.#number(item.at(-1));
      if (!isLetterBlind(item) || holdsTexts(columns[i].type)) return undefined;
      const exchange = this.#letters();
      for (const token of item) this.#text(token, exchange);
      return isText(columns[i].type) && !startsWith(item, 'TYPEOF') ? exchange : undefined;
    });
  }

  /** Texts of VALUES go through every item. */
  #columns(items, from, columns) {
    if (![...items, from].every(isLetterBlind) || columns.some(({ type }) => holdsTexts(type))) return [];
    const exchange = this.#letters();
    for (const token of [...items.flat(), ...from]) this.#text(token, exchange);
    return items.map((item, i) =>
      isText(columns[i].type) && !startsWith(item, 'TYPEOF') ? exchange : undefined,
    );
  }

  #text(token, exchange) {
    if (token.kind !== 'text' || !token.text.startsWith("'")) return;
    const fresh = exchange(token.text);
    if (fresh !== token.text) this.counts.literals++;
    token.text = fresh;
  }

  /** A number that stands alone is answered as it is written. */
  #isShownNumber(item) {
    const number = item.at(-1);
    return (
      number?.kind === 'number' &&
      /^(0|[1-9]\d{0,8})(\.\d{1,9})?$/.test(number.text) &&
      (item.length === 1 || item[0].text === '-')
    );
  }

  #number(token) {
    const fresh = token.text.replace(/[1-9]/g, () => String(1 + this.#chance.below(9)));
    const before = token.text;
    if (fresh !== before) this.counts.literals++;
    token.text = fresh;
    return (value) => value.replace(String(before), fresh);
  }

  /** Each letter for another of its case, all over the statement in the same way. */
  #letters() {
    const order = [...'abcdefghijklmnopqrstuvwxyz'];
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.#chance.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const lower = (letter) => order[letter.charCodeAt(0) - 97];
    return (text) =>
      text.replace(/[a-z]/g, lower).replace(/[A-Z]/g, (letter) => lower(letter.toLowerCase()).toUpperCase());
  }

  #one(of) {
    return of[this.#chance.below(of.length)];
  }
}

function newName(name, names) {
  // a second column of one name has a figure behind it
  const [, stem, figure] = /^(.*?)(\d?)$/.exec(name);
  return names.get(name) ?? (names.has(stem) ? names.get(stem) + figure : name);
}

const isText = (type) => /^(CHAR|VARCHAR|STRING)/.test(type);
/** Its print mixes texts with words like NULL. */
const holdsTexts = (type) => !isText(type) && /CHAR|STRING/.test(type);
const startsWith = (item, word) => item[0]?.text === word;

/** The items of the one SELECT of a statement; undefined where it is anything else. */
function selectItems(tokens) {
  if (tokens[0]?.text.toUpperCase() !== 'SELECT' || tokens.some(({ text }) => text === ';')) return undefined;
  const body = tokens.slice(1);
  let depth = 0;
  const end = body.findIndex(({ text }) => {
    if (text === '(' || text === '[') depth++;
    if (text === ')' || text === ']') depth--;
    return depth === 0 && /^(FROM|WHERE|UNION|ORDER|LIMIT|GROUP)$/i.test(text);
  });
  return atCommas(end === -1 ? body : body.slice(0, end));
}

function endOfItems(tokens, items) {
  const last = items.at(-1).at(-1);
  return last === undefined ? tokens.length : tokens.indexOf(last) + 1;
}

function isLetterBlind(tokens) {
  return tokens.every((token, i) => {
    const [before, behind] = [tokens[i - 1], tokens[i + 1]];
    switch (token.kind) {
      case 'text':
        // DATE '...', U&'...' and the like mean more than their letters; letters like ß become others of ASCII
        return (
          token.text.startsWith("'") &&
          !/^(DATE|TIME|TIMESTAMP|INTERVAL|ESCAPE)$/i.test(before?.text ?? '') &&
          !/[^\p{ASCII}\P{L}]/u.test(token.text)
        );
      case 'sign':
        return LETTER_BLIND_SIGNS.has(token.text) && !(behind?.kind === 'text' && token.text === '.');
      case 'word': {
        if (behind?.text !== '(') return LETTER_BLIND_WORDS.has(token.text) || /^[a-z]/.test(token.text);
        if (/^(TRY_)?CAST$/.test(token.text)) return tokens[i + 2]?.text === 'NULL';
        return LETTER_BLIND.has(token.text) || LETTER_BLIND_WORDS.has(token.text) || isAlias(tokens, i);
      }
      default:
        return true;
    }
  });
}

/** AS name (...) */
function isAlias(tokens, i) {
  return tokens[i - 1]?.text === 'AS' && /^[a-z]/.test(tokens[i].text);
}

/** Names behind AS, and those of the column list behind it. A type behind the AS of CAST is none. */
function declaredNames(tokens) {
  const names = new Set();
  tokens.forEach(({ text }, i) => {
    const next = tokens[i + 1];
    if (text !== 'AS' || next?.kind !== 'word' || !/^[a-z]/.test(next.text)) return;
    names.add(next.text);
    if (tokens[i + 2]?.text !== '(') return;
    for (const { kind, text: name } of tokens.slice(i + 2, behindClose(tokens, i + 2)))
      if (kind === 'word') names.add(name);
  });
  return names;
}

/** Inside ROW<...> the names are fields of a type. */
function indexesInTypes(tokens) {
  const inside = new Set();
  let angles = 0;
  tokens.forEach(({ text }, i) => {
    if (text === '<' && tokens[i - 1]?.text === 'ROW') angles++;
    else if (text === '>' && angles > 0) angles--;
    else if (angles > 0) inside.add(i);
  });
  return inside;
}
