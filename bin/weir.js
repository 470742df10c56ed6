#!/usr/bin/env node
'use strict';
// Plain old JavaScript: an old Node must get as far as saying that it is too old.
var parts = process.versions.node.split('.');
if (Number(parts[0]) < 20 || (Number(parts[0]) === 20 && Number(parts[1]) < 19)) {
  process.stderr.write('weir needs Node >= 20.19 (this is ' + process.versions.node + ')\n');
  process.exit(2);
}
require('./launch.js');
