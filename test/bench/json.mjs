// CPU of the json format beside JSON.parse and JSON.stringify.  node test/bench/json.mjs
import { loadTypeScript } from '../shown/support/typescript.mjs';

const { measure } = await loadTypeScript('test/bench/json.ts');
for (const price of ['DOUBLE', 'DECIMAL']) {
  console.log(`price ${price}:`);
  for (const [what, figure] of Object.entries(measure(price)))
    console.log(`  ${what}: ${figure}${what.startsWith('bytes') ? '' : ' ns'}`);
}
