'use strict';
// Starts the built command. In a checkout it is built first when it is older than its sources.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const root = path.join(__dirname, '..');
const folder = path.join(root, 'dist', 'cli');
const entry = path.join(folder, 'weir.cjs');

/** Newest change below a folder; a removed file shows as a change of its folder. */
function newest(at) {
  let time = fs.statSync(at).mtimeMs;
  for (const item of fs.readdirSync(at, { withFileTypes: true })) {
    const child = path.join(at, item.name);
    time = Math.max(time, item.isDirectory() ? newest(child) : fs.statSync(child).mtimeMs);
  }
  return time;
}

function isStale() {
  const built = fs.statSync(entry, { throwIfNoEntry: false });
  if (built === undefined) return true;
  const sources = [path.join(root, 'package.json'), path.join(root, 'scripts', 'build.mjs')];
  return [newest(path.join(root, 'src')), ...sources.map((at) => fs.statSync(at).mtimeMs)].some(
    (time) => time > built.mtimeMs,
  );
}

function build() {
  const { spawnSync } = require('node:child_process');
  const script = path.join(root, 'scripts', 'build.mjs');
  const { status } = spawnSync(process.execPath, [script, '--cli'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('weir could not be built from its sources; has `npm ci` run here?\n');
    process.exit(1);
  }
}

/** Where compiled code is kept from one start to the next, or undefined. */
function cacheFolder() {
  const { env, platform } = process;
  if (platform === 'win32') return env.LOCALAPPDATA && path.join(env.LOCALAPPDATA, 'weir', 'cache');
  const base = env.XDG_CACHE_HOME || (env.HOME && path.join(env.HOME, '.cache'));
  return base && path.join(base, 'weir');
}

/**
 * Loads a built file with the code V8 compiled for it last time: saves a third of the start. The first line of each
 * built file is a hash of the rest; a cache of another build or another Node is not used and then replaced.
 */
function load(name, saves) {
  const file = path.join(folder, name);
  const source = fs.readFileSync(file, 'latin1'); // built as ASCII
  const id = source.slice(0, source.indexOf('\n'));
  const place = cacheFolder();
  const cacheFile =
    place && path.join(place, `${path.parse(name).name}-${process.version}-${process.arch}.code`);
  const cachedData = cacheFile && readCache(cacheFile, id);
  const script = new Script(`(function (exports, require, module, fileUrl) {${source}\n})`, {
    filename: file,
    cachedData,
  });
  if (cacheFile && (cachedData === undefined || script.cachedDataRejected))
    saves.push(() => writeCache(cacheFile, id, script.createCachedData()));
  const native = createRequire(file);
  const module = { exports: {} };
  const loaded = new Map();
  const requireBuilt = (wanted) => {
    if (!wanted.startsWith('./')) return native(wanted);
    if (!loaded.has(wanted)) loaded.set(wanted, load(wanted, saves));
    return loaded.get(wanted);
  };
  script.runInThisContext()(module.exports, requireBuilt, module, pathToFileURL(file).href);
  return module.exports;
}

/** The file begins with a line naming the build and the length of the code. */
function readCache(cacheFile, id) {
  try {
    const bytes = fs.readFileSync(cacheFile);
    const start = bytes.indexOf(10) + 1;
    const code = bytes.subarray(start);
    return bytes.toString('latin1', 0, start) === `${id} ${code.length}\n` ? code : undefined;
  } catch {
    return undefined; // not there yet
  }
}

function writeCache(cacheFile, id, code) {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(cacheFile), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(`${id} ${code.length}\n`), code]), {
      mode: 0o600,
    });
    fs.renameSync(temporary, cacheFile);
  } catch {
    // a home that cannot be written: every start compiles
  }
}

if (fs.existsSync(path.join(root, 'src', 'main.ts')) && isStale()) build();
const saves = [];
const { main } = load('weir.cjs', saves);
process.on('exit', () => {
  // Only a start that got as far as running SQL has compiled what is worth keeping.
  if (saves.length > 1) for (const save of saves) save();
});
void main(process, root);
