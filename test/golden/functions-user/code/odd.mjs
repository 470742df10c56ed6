// Exports that throw when they are looked at, and names that mean something in JavaScript or in a pattern.
export const getter = {
  get arguments() {
    throw new Error('not now');
  },
  returns: 'INT',
  call: () => 1,
};

export const odd = { arguments: [], returns: 'INT', call: () => 1 };
// prettier-ignore
export const holes = { arguments: ['INT', , 'INT'], returns: 'INT', call: () => 1 };
export const proxy = new Proxy(odd, {
  getOwnPropertyDescriptor() {
    throw new Error('not at all');
  },
});
export const list = {
  ...odd,
  arguments: new Proxy([], {
    get() {
      throw 'no list';
    },
  }),
};
export const longType = { ...odd, returns: 'X'.repeat(10_000) };
export { odd as 'a(b', odd as constructor, odd as __proto__ };
const halfDone = { ...odd, returns: 'INTEGRE' };
export { halfDone as 'c(d' };
