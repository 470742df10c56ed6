exports.twice = { arguments: ['INT'], returns: 'INT', call: (n) => 2 * n };

exports.late = {
  arguments: ['INT'],
  returns: 'INT',
  call(n) {
    throw new Error(`late ${n}`);
  },
};
