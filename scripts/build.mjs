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
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Small enough to be part of the command itself; the other dependencies are files of their own, read when needed. */
const INLINED = ['fast-string-width', 'chalk'];
const SEPARATE = Object.keys(packageJson.dependencies).filter((name) => !INLINED.includes(name));
/** Native code, found beside the command when it is wanted. */
const EXTERNAL = Object.keys(packageJson.optionalDependencies);

const COMMON = {
  absWorkingDir: root, // wherever it is started: the paths that esbuild tells are relative to it
  bundle: true,
  metafile: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
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
        contents: moduleOf(
          `require(${JSON.stringify(`./${pluginData}.cjs`)})[${JSON.stringify(path)}]()`,
          path,
        ),
        loader: 'js',
      }));
      onResolve({ filter: /^\.\/[^/]+\.cjs$/, namespace: 'separate' }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

/** A module with all names of a CommonJS one, as Node would give them: esbuild keeps only the default of an import(). */
function moduleOf(expression, path) {
  const names = Object.keys(require(path)).filter(
    (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default',
  );
  const exported = names.map(
    (name, i) => `const _${i} = all[${JSON.stringify(name)}]; export { _${i} as ${name} };`,
  );
  return `const all = ${expression};\nexport default all;\n${exported.join('\n')}`;
}

/** Makes Node's larger modules load at first use: a statement without a broker or a model needs none of them. */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^node:(crypto|dns|fs\/promises|http|https|net|tls|zlib)$/ },
      ({ path, namespace }) =>
        namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: `for (const name of ${JSON.stringify(Object.keys(require(path)))})
        Object.defineProperty(exports, name, { get: () => require(${JSON.stringify(path)})[name], enumerable: true });`,
      loader: 'js',
    }));
  },
};

/**
 * The command in pieces: what each import() leads to is a file of its own, and what several share, too. They are
 * CommonJS in the end, since only for that can Node 20 keep compiled code; esbuild splits modules alone.
 */
async function bundleCommand() {
  const wanted = new Map();
  const { outputFiles, metafile } = await build({
    ...COMMON,
    format: 'esm',
    splitting: true,
    external: EXTERNAL,
    entryPoints: { weir: join(root, 'src/main.ts') },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    plugins: [separatePackages(wanted), lazyBuiltins],
  });
  const files = new Map();
  const inputs = Object.keys(metafile.inputs);
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: COMMON.target,
      charset: 'ascii',
      minifyWhitespace: true,
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': 'fileUrl' },
    });
    files.set(basename(path), stamped(code));
  }
  for (const [name, paths] of wanted) {
    const parts = [...paths]
      .sort()
      .map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(path)})`);
    const stdin = { contents: `module.exports = {${parts.join(',')}}`, resolveDir: root, loader: 'js' };
    const separate = await build({ ...COMMON, format: 'cjs', stdin });
    files.set(`${name}.cjs`, stamped(separate.outputFiles[0].text));
    inputs.push(...Object.keys(separate.metafile.inputs));
  }
  files.set('LICENSES.txt', licenses(inputs));
  const entry = files.get('weir.cjs');
  files.delete('weir.cjs');
  return files.set('weir.cjs', entry); // last
}

/** The licences of all packages whose code is in the files: they ask to be passed on with it. */
function licenses(inputs) {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
      const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    })
    .join('\n\n----\n\n');
}

/** A function of the module's surroundings, as bin/launch.js runs it; the hash tells it whether its cache is of this build. */
function stamped(code) {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 32);
  return `(function (exports, require, module, fileUrl) { // ${hash}\n${code}\n})\n`;
}

/**
 * File by file, the entry last: another process that starts meanwhile finds whole files. Pieces of older builds stay
 * for a while for those that still run; what is packed has none.
 */
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
  const keepMs = process.env.npm_lifecycle_event === 'prepack' ? 0 : 600_000;
  for (const name of readdirSync(target))
    if (!files.has(name) && statSync(join(target, name)).mtimeMs < started - keepMs)
      rmSync(join(target, name), { force: true });
}

function buildLibrary(started) {
  mkdirSync(dist, { recursive: true });
  const temporary = mkdtempSync(join(dist, '.lib-'));
  try {
    const tsc = require.resolve('typescript/bin/tsc');
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
