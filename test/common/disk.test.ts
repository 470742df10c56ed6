import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileDisk, memoryDisk, type Disk } from '../../src/common/disk.ts';

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const bytes = (of: string) => new TextEncoder().encode(of);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-disk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DISKS: Record<string, () => Disk> = {
  'in memory': memoryDisk,
  'in a folder': () => fileDisk(folder),
};

describe.each(Object.entries(DISKS))('a disk %s', (name, open) => {
  const base = `job-${name.length}`;

  test('a written file grows by appends and is whole after finish', async () => {
    const disk = open();
    const writer = await disk.createWriter(`${base}/grown`);
    const part = Buffer.from('one, ');
    await writer.append(part);
    part.fill(0);
    await writer.append(bytes('two'));
    await writer.finish();
    expect(text(await disk.read(`${base}/grown`))).toBe('one, two');
  });

  test('a file is never written twice by createWriter', async () => {
    const disk = open();
    await disk.write(`${base}/there`, bytes('old'));
    await expect(disk.createWriter(`${base}/there`)).rejects.toThrow();
    expect(text(await disk.read(`${base}/there`))).toBe('old');
  });

  test('an abandoned file is gone', async () => {
    const disk = open();
    const writer = await disk.createWriter(`${base}/given-up`);
    await writer.append(bytes('half'));
    await writer.abandon();
    expect(await disk.read(`${base}/given-up`)).toBeUndefined();
  });

  test('a range ends with the file and needs one', async () => {
    const disk = open();
    await disk.write(`${base}/range`, bytes('0123456789'));
    expect(text(await disk.readRange(`${base}/range`, 3, 4))).toBe('3456');
    expect(text(await disk.readRange(`${base}/range`, 8, 10))).toBe('89');
    expect(await disk.readRange(`${base}/none`, 0, 1)).toBeUndefined();
  });

  test('a folder lists what lies directly in it', async () => {
    const disk = open();
    await disk.write(`${base}/list/a`, bytes(''));
    await disk.write(`${base}/list/deeper/b`, bytes(''));
    await disk.write(`${base}/list/deeper/c`, bytes(''));
    expect((await disk.list(`${base}/list`)).toSorted()).toEqual(['a', 'deeper']);
    expect(await disk.list(`${base}/nowhere`)).toEqual([]);
  });
});
