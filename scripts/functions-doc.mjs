// Writes docs/functions.md from the records of the functions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript } from '../test/shown/support/typescript.mjs';
import { root } from '../test/shown/support/weir.mjs';

const { functionsDoc } = await loadTypeScript('test/functions/functions-doc.ts');
writeFileSync(join(root, 'docs/functions.md'), functionsDoc());
