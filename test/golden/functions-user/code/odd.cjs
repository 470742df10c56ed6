const odd = { arguments: [], returns: 'INT', call: () => 1 };
module.exports = {
  odd,
  get lazy() {
    throw new Error('not now');
  },
  ['a' + '(b']: odd,
};
