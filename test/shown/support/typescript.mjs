// Loads a TypeScript module of the tests into a plain script.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root, temporaryFolder } from './weir.mjs';

export async function loadTypeScript(path) {
  const outfile = join(temporaryFolder('module'), 'module.mjs');
  await build({ entryPoints: [join(root, path)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}
