import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Edit, PlantedBug } from './planted.ts';
import type { Simulation } from './run.ts';

export interface Loaded {
  readonly simulation: Simulation;
  /** Removes what was made for it. */
  dispose(): Promise<void>;
}

/** The simulation over the product in one file, with a bug planted in the product's source if one is given. */
export async function loadSimulation(root: string, bug?: PlantedBug): Promise<Loaded> {
  // Inside the project, so that the packages it imports are found.
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist/.simulation-'));
  const outfile = join(folder, 'simulation.mjs');
  await build({
    entryPoints: [join(root, 'test/simulation/run.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: bug === undefined ? [] : [planting(root, bug)],
  });
  const module = (await import(pathToFileURL(outfile).href)) as { Simulation: typeof Simulation }; // as bundled above
  return {
    simulation: new module.Simulation(),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
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
