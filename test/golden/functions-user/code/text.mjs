export const shout = {
  arguments: ['STRING', 'INT'],
  returns: 'STRING',
  doc: 'The text in capitals, with so many marks behind it.',
  call: (text, n) => text.toUpperCase() + '!'.repeat(n),
};

export const words = {
  arguments: ['STRING'],
  returns: 'ROW<word STRING, length INT>',
  *rows(text) {
    for (const word of text.split(' ')) if (word !== '') yield { word, length: word.length };
  },
};

export const chars = { arguments: ['STRING'], returns: 'STRING', rows: (text) => [...text] };

/** NULLs are its own business: they count as nothing. */
export const joined = {
  arguments: ['STRING', 'STRING'],
  returns: 'STRING NOT NULL',
  nulls: 'own',
  call: (a, b) => (a ?? '') + (b ?? ''),
};

export function half(x) {
  return x / 2;
}
half.args = ['DOUBLE'];
half.returns = 'DOUBLE';

let calls = 0;
export const count = {
  arguments: [],
  returns: 'INT',
  deterministic: false,
  call: () => ++calls,
};

export function* upTo(n) {
  for (let i = 1; i <= n; i++) yield i;
}
upTo.args = ['INT'];
upTo.returns = 'INT';

export const forever = {
  arguments: [],
  returns: 'BIGINT',
  *rows() {
    for (let i = 0; ; i++) yield i;
  },
};

export const sometimes = {
  arguments: ['INT'],
  returns: 'ROW<n INT>',
  deterministic: false,
  rows: (n) => [{ n }],
};

export default { arguments: [], returns: 'STRING', call: () => 'the default' };
