// Million rows a second through compiled expressions alone.  npm run bench -- expressions
import { loadTypeScript } from '../shown/support/typescript.mjs';

const { STATEMENTS, measure } = await loadTypeScript('test/bench/expressions.ts');
for (const [name, text] of Object.entries(STATEMENTS))
  console.log(`${name}: ${(await measure(text)).toFixed(1)} M rows/s   ${text}`);
