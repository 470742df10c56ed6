// Builds dist: the bundled command (dist/cli) and the library (dist/lib).
//   node scripts/build.mjs [--if-stale] [--cli] [--lib]
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Small enough to be part of the command itself; the other dependencies are files of their own, read when needed. */
const INLINED = ['fast-string-width', 'chalk'];
const SEPARATE = Object.keys(packageJson.dependencies).filter((name) => !INLINED.includes(name));

const COMMON = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  // One file run by vm.Script: every import() becomes a require.
  supported: { 'dynamic-import': false },
  // Given to each file by bin/launch.js.
  define: { 'import.meta.url': 'fileUrl' },
};

/** Redirects imports of a dependency to its own built file, noting which of its modules are wanted. */
function separatePackages(wanted) {
  return {
    name: 'separate-packages',
    setup({ onResolve, onLoad }) {
      const filter = new RegExp(`^(${SEPARATE.join('|')})(/|$)`);
      onResolve({ filter }, ({ path, namespace }) => {
        if (namespace === 'separate') return undefined;
        const owner = SEPARATE.find((name) => path === name || path.startsWith(`${name}/`));
        wanted.set(owner, (wanted.get(owner) ?? new Set()).add(path));
        return { path, namespace: 'separate', pluginData: owner };
      });
      onLoad({ filter: /.*/, namespace: 'separate' }, ({ path, pluginData }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${pluginData}.cjs`)})[${JSON.stringify(path)}]()`,
        loader: 'js',
      }));
      onResolve({ filter: /^\.\/[^/]+\.cjs$/, namespace: 'separate' }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

async function bundleCommand() {
  const wanted = new Map();
  const main = await build({
    ...COMMON,
    entryPoints: [join(root, 'src/main.ts')],
    plugins: [separatePackages(wanted)],
  });
  const files = new Map();
  for (const [name, paths] of wanted) {
    const parts = [...paths]
      .sort()
      .map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(path)})`);
    const contents = `module.exports = {${parts.join(',')}}`;
    const stdin = { contents, resolveDir: root, loader: 'js' };
    const separate = await build({ ...COMMON, stdin });
    files.set(`${name}.cjs`, stamped(separate));
  }
  files.set('weir.cjs', stamped(main));
  return files;
}

/** The first line is a hash of the rest: bin/launch.js knows by it whether its cache is of this build. */
function stamped({ outputFiles }) {
  const [{ text }] = outputFiles;
  return `//${createHash('sha256').update(text).digest('hex').slice(0, 32)}\n${text}`;
}

/** File by file, the entry last: another process that starts meanwhile finds whole files. */
async function buildCommand(started) {
  const files = await bundleCommand();
  const target = join(dist, 'cli');
  mkdirSync(target, { recursive: true });
  const temporary = mkdtempSync(join(dist, '.cli-'));
  try {
    for (const [name, text] of files) {
      const at = join(temporary, name);
      writeFileSync(at, text);
      utimesSync(at, started, started); // what changes while we build is newer
      renameSync(at, join(target, name));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function buildLibrary(started) {
  mkdirSync(dist, { recursive: true });
  const temporary = mkdtempSync(join(dist, '.lib-'));
  try {
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const { status } = spawnSync(
      process.execPath,
      [tsc, '-p', 'tsconfig.build.json', '--outDir', temporary],
      {
        cwd: root,
        stdio: 'inherit',
      },
    );
    if (status !== 0) throw new Error('tsc failed');
    utimesSync(join(temporary, 'index.js'), started, started);
    swap(temporary, join(dist, 'lib'));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Puts a finished folder in the place of another one, also when another build does the same at once. */
function swap(from, to) {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === 20 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    }
    const old = mkdtempSync(join(dist, '.old-'));
    try {
      renameSync(to, join(old, 'lib'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    rmSync(old, { recursive: true, force: true });
  }
}

function newest(at) {
  const stat = statSync(at);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(at).map((name) => newest(join(at, name))));
}

function isStale(output) {
  const built = statSync(join(dist, output), { throwIfNoEntry: false });
  if (built === undefined) return true;
  return ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'].some(
    (name) => newest(join(root, name)) > built.mtimeMs,
  );
}

const flags = new Set(process.argv.slice(2));
const both = !flags.has('--cli') && !flags.has('--lib');
const due = (output) => !flags.has('--if-stale') || isStale(output);
const started = new Date();
try {
  if ((both || flags.has('--cli')) && due('cli/weir.cjs')) await buildCommand(started);
  if ((both || flags.has('--lib')) && due('lib/index.js')) buildLibrary(started);
} catch (error) {
  process.stderr.write(`build failed: ${error.message}\n`);
  process.exitCode = 1;
}
