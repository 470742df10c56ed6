// Each of these is refused by CREATE FUNCTION.
export const text = 'text';
export const nothing = null;
export const empty = {};
export const noArguments = { returns: 'INT', call: () => 1 };
export const noReturns = { arguments: [], return: 'INT', call: () => 1 };
export const badList = { arguments: 'INT', returns: 'INT', call: () => 1 };
export const badName = { arguments: [5], returns: 'INT', call: () => 1 };
export const badType = {
  arguments: ['INT'],
  returns: 'INTEGRE',
  call: () => 1,
};
export const badArgument = { arguments: ['INT', 'DECIMAL(3, 5)'], returns: 'INT', call: () => 1 };
export const twins = { arguments: [], returns: 'ROW<a INT, a INT>', call: () => 1 };
export const noCode = { arguments: [], returns: 'INT', call: 5 };
export const bothCodes = { arguments: [], returns: 'INT', call: () => 1, rows: () => [] };
export const bothLists = { arguments: [], args: [], returns: 'INT', call: () => 1 };
export const later = { arguments: [], returns: 'INT', call: async () => 1 };
export const laterRows = { arguments: [], returns: 'INT', async *rows() {} };
export const noColumns = { arguments: [], returns: 'ROW<>', rows: () => [] };
export const badNulls = { arguments: [], returns: 'INT', nulls: 'none', call: () => 1 };
export const badFlag = { arguments: [], returns: 'INT', deterministic: 'no', call: () => 1 };
export const slip = { arguments: [], returns: 'INT', determinstic: false, call: () => 1 };
export function bare() {}
export function half(x) {
  return x / 2;
}
half.returns = 'DOUBLE';
export class Klass {}
Klass.args = [];
Klass.returns = 'INT';
export const variant = { arguments: ['ARRAY<VARIANT>'], returns: 'INT', call: () => 1 };
