import { expect, test } from 'vitest';
import { decodeManifest, encodeManifest, type Manifest } from '../../../src/executor/job/manifest.ts';

const manifest: Manifest = {
  n: 12,
  attempt: 'a1b2',
  fingerprint: 'abc',
  sources: new Map([['source-0', new Map([['t-0', '88120']])]]),
  finished: [],
  state: {
    states: [{ operator: 'aggregate-0', name: 'groups', layout: 'BIGINT' }],
    segments: [{ file: 's-1-a1b2', bytes: 107, upTo: 's-1-a1b2' }],
  },
  isOver: true,
};

test('a manifest comes back as it was written', () => {
  expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
});

test('a manifest that was cut off, or of which any bit has changed, is unreadable', () => {
  const bytes = encodeManifest(manifest);
  for (let length = 0; length < bytes.length; length++)
    expect(decodeManifest(bytes.slice(0, length)), `cut at ${length}`).toBeUndefined();
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(decodeManifest(changed), `bit ${bit}`).toBeUndefined();
  }
});

test('manifests of the versions without a checksum are read', () => {
  const text = JSON.stringify({
    version: 1,
    n: 3,
    attempt: 'a',
    fingerprint: 'f',
    sources: { s: { t: '5' } },
  });
  expect(decodeManifest(Buffer.from(text))).toMatchObject({ n: 3, finished: [], isOver: false });
});
