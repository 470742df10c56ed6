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

const KEEP_MS = 14 * 24 * 3_600_000;

const loaded = new Map();
/** What to write at the end: code that was compiled anew. */
const saves = [];

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
 * Loads a built file, a function of its surroundings, with the code V8 compiled for it last time: saves a
 * third of the start. Its first line holds a hash of the rest: a cache of another build or Node is replaced.
 */
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const file = path.join(folder, name);
  const source = fs.readFileSync(file, 'latin1'); // built as ASCII
  const id = source.slice(0, source.indexOf('\n'));
  const place = cacheFolder();
  const cacheFile =
    place && path.join(place, `${path.parse(name).name}-${process.version}-${process.arch}.code`);
  const cachedData = cacheFile && readCache(cacheFile, id);
  const script = new Script(source, { filename: file, cachedData });
  if (cacheFile && (cachedData === undefined || script.cachedDataRejected))
    saves.push(() => writeCache(cacheFile, id, script));
  const native = createRequire(file);
  const requireBuilt = (wanted) => (wanted.startsWith('./') ? load(wanted.slice(2)) : native(wanted));
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

function writeCache(cacheFile, id, script) {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(cacheFile), { recursive: true, mode: 0o700 });
    const file = fs.openSync(temporary, 'wx', 0o600); // before the work: a home may be read-only
    const code = script.createCachedData();
    fs.writeSync(file, `${id} ${code.length}\n`);
    fs.writeSync(file, code);
    fs.closeSync(file);
    fs.renameSync(temporary, cacheFile);
  } catch {
    removeQuietly(temporary); // a full disk or a read-only home: every start compiles
  }
}

function removeQuietly(at) {
  try {
    fs.rmSync(at, { force: true });
  } catch {
    // there is no such folder either
  }
}

/** Code of builds that nobody has started for a while; what is still used is then written anew. */
function removeOldCode() {
  const place = cacheFolder();
  try {
    for (const name of fs.readdirSync(place)) {
      const at = path.join(place, name);
      if (Date.now() - fs.statSync(at).mtimeMs > KEEP_MS) fs.rmSync(at, { force: true });
    }
  } catch {
    // another start has removed it
  }
}

if (fs.existsSync(path.join(root, 'src', 'main.ts')) && isStale()) build();
let isWorthKeeping = false;
const { main } = load('weir.cjs');
process.on('exit', () => {
  if (!isWorthKeeping || saves.length === 0) return;
  for (const save of saves) save();
  removeOldCode();
});
void main(
  process,
  root,
  () => {
    isWorthKeeping = true; // it got as far as a session, so most of the code it needs is compiled
  },
  (address) => import(address), // of this file, for the built ones have none
);
