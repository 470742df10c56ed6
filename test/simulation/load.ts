import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Edit, PlantedBug } from './planted.ts';
import type { Simulation } from './run.ts';

/** The simulation over the product as one file, and how to be rid of it. */
export interface Bundle {
  readonly path: string;
  dispose(): Promise<void>;
}

/** Bundles the simulation and the product, with a bug planted in the product's source if one is given. */
export async function bundleSimulation(root: string, bug?: PlantedBug): Promise<Bundle> {
  // Inside the project, so that the packages it imports are found.
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist/.simulation-'));
  const path = join(folder, 'simulation.mjs');
  await build({
    entryPoints: [join(root, 'test/simulation/run.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: bug === undefined ? [] : [planting(root, bug)],
  });
  return { path, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** A simulation out of a bundle. */
export async function loadSimulation({ path }: Bundle): Promise<Simulation> {
  const module = (await import(pathToFileURL(path).href)) as { Simulation: typeof Simulation }; // as bundled above
  return new module.Simulation();
}

/** Changes sources as they are loaded. A snippet that is not there (any more), or more than once, is an error. */
function planting(root: string, { name, edits }: PlantedBug): Plugin {
  return {
    name: `planted: ${name}`,
    setup({ onLoad, onEnd }) {
      const planted = new Set<Edit>();
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const own = edits.filter(({ file }) => resolve(root, file) === path);
        if (own.length === 0) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const edit of own) {
          const parts = contents.split(edit.from);
          if (parts.length !== 2)
            throw new Error(`${edit.file} has '${edit.from}' ${parts.length - 1} times`);
          contents = parts.join(edit.to);
          planted.add(edit);
        }
        return { contents, loader: 'ts' };
      });
      onEnd(() => {
        const missing = edits.filter((edit) => !planted.has(edit)).map(({ file }) => file);
        if (missing.length > 0) throw new Error(`the simulation does not use ${missing.join(', ')}`);
      });
    },
  };
}
