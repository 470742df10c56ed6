import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeModuleLoader, type ImportModule } from '../src/node-module-loader.ts';

const nativeImport = createRequire(import.meta.url)('./support/native-import.cjs') as ImportModule;
const loader = nodeModuleLoader(process, nativeImport);
const runsTypeScript = 'typescript' in process.features && process.features.typescript !== false;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'weir-modules-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test.each([
  ['mjs', (n: number) => `export const n = ${n};`],
  ['cjs', (n: number) => `exports.n = ${n};`],
  ['js', (n: number) => `exports.n = ${n};`],
])('a changed .%s file is loaded anew, an unchanged one is the same module', async (extension, text) => {
  const path = join(folder(), `code.${extension}`);
  writeFileSync(path, text(1));
  const first = await loader.load(path);
  const again = await loader.load(path);
  writeFileSync(path, text(2));
  const second = await loader.load(path);
  expect(first.exports).toMatchObject({ n: 1 });
  expect(again.exports).toBe(first.exports);
  expect(second.exports).toMatchObject({ n: 2 });
  expect(first.exports).toMatchObject({ n: 1 });
});

test.each([
  ['mjs', (n: number) => `export const n = ${n};`],
  ['cjs', (n: number) => `exports.n = ${n};`],
])(
  'a .%s file that is replaced while it is loaded is judged by the text that runs',
  async (extension, text) => {
    const path = join(folder(), `code.${extension}`);
    writeFileSync(path, text(1));
    let isFirst = true;
    const replacing = nodeModuleLoader(process, (address) => {
      if (isFirst) writeFileSync(path, text(2));
      isFirst = false;
      return nativeImport(address);
    });
    const loaded = await replacing.load(path);
    expect([loaded.exports, loaded.text]).toMatchObject([{ n: 2 }, text(2)]);
    writeFileSync(path, text(1));
    expect((await replacing.load(path)).exports).toMatchObject({ n: 1 });
  },
);

test('a file that changes each time it is loaded is refused', async () => {
  const path = join(folder(), 'code.mjs');
  let n = 0;
  writeFileSync(path, 'export {};');
  const restless = nodeModuleLoader(process, (address) => {
    writeFileSync(path, `export const n = ${n++};`);
    return nativeImport(address);
  });
  await expect(restless.load(path)).rejects.toMatchObject({
    code: 'E_DEFINITION',
    message: `${path} changes while it is loaded`,
  });
});

test.each([
  'null',
  'undefined',
  'Object.create(null)',
  'Symbol("s")',
  'Object.create(null, { name: { get() { throw 1; } } })',
])('a file may throw %s when it is loaded', async (thrown) => {
  const path = join(folder(), 'code.mjs');
  writeFileSync(path, `throw ${thrown};`);
  await expect(loader.load(path)).rejects.toMatchObject({
    code: 'E_DEFINITION',
    message: expect.stringContaining('code.mjs cannot be loaded: threw ') as string,
  });
});

test('a link is followed, and what changes behind it is seen', async () => {
  const root = folder();
  const [path, link] = [join(root, 'code.cjs'), join(root, 'link.cjs')];
  writeFileSync(path, 'exports.n = 1;');
  symlinkSync(path, link);
  await loader.load(link);
  writeFileSync(path, 'exports.n = 2;');
  expect((await loader.load(link)).exports).toMatchObject({ n: 2 });
});

test('where Node runs no TypeScript a .ts file is refused with what to do', async () => {
  const path = join(folder(), 'code.ts');
  writeFileSync(path, 'export const n: number = 1;');
  const old = { ...process, version: 'v20.19.0', features: { ...process.features, typescript: false } };
  await expect(nodeModuleLoader(old, nativeImport).load(path)).rejects.toMatchObject({
    code: 'E_DEFINITION',
    message: `${path}: Node v20.19.0 runs no TypeScript`,
    hint: 'Node 22.18 and later does; or compile it to JavaScript and name that file',
  });
});

test.runIf(runsTypeScript)('where Node strips types a .ts file is loaded', async () => {
  const path = join(folder(), 'code.ts');
  writeFileSync(path, 'export const n: number = 1;');
  expect((await loader.load(path)).exports).toMatchObject({ n: 1 });
});

test.each([
  ['mjs', 'export const a = 1;\nexport const = 2;\n', /code\.mjs:2 cannot be loaded: SyntaxError: /],
  ['cjs', 'exports.a = 1;\nexports. = 2;\n', /code\.cjs:2 cannot be loaded: SyntaxError: /],
  ['mjs', 'const a = 1;\na();\n', /code\.mjs:2:1 cannot be loaded: TypeError: a is not a function/],
  ['cjs', 'const a = 1;\na();\n', /code\.cjs:2:1 cannot be loaded: TypeError: a is not a function/],
  [
    'mjs',
    "import './nowhere.mjs';\n",
    /code\.mjs.* cannot be loaded: Error: Cannot find module '.*nowhere\.mjs'/,
  ],
])('what is wrong with a .%s file is told with its line: %j', async (extension, text, message) => {
  const path = join(folder(), `code.${extension}`);
  writeFileSync(path, text);
  await expect(loader.load(path)).rejects.toMatchObject({
    code: 'E_DEFINITION',
    message: expect.stringMatching(message) as string,
  });
});

test('a module that is called .cjs is told how to call it', async () => {
  const path = join(folder(), 'code.cjs');
  writeFileSync(path, 'export const n = 1;');
  await expect(loader.load(path)).rejects.toMatchObject({
    message: `${path}:1 cannot be loaded: SyntaxError: Unexpected token 'export'`,
    hint: 'a file with import and export is called .mjs',
  });
});

test.each([
  ['https://example.com/code.mjs', 'it is a file of this machine: a path, or file:///path'],
  ['nowhere/code.mjs', 'a relative path begins at the working folder'],
  ['/nowhere/code.mjs', undefined],
])('of %s is told where files are looked for', async (written, hint) => {
  await expect(loader.load(written)).rejects.toMatchObject({
    message: `${written}: there is no such file`,
    hint,
  });
});

test('a file: address is a path', async () => {
  const path = join(folder(), 'code.mjs');
  writeFileSync(path, 'export const n = 1;');
  expect((await loader.load(`file://${path}`)).exports).toMatchObject({ n: 1 });
});

test('a folder is no file', async () => {
  await expect(loader.load(folder())).rejects.toMatchObject({
    message: expect.stringMatching(/it cannot be read \(EISDIR\)$/) as string,
  });
});
