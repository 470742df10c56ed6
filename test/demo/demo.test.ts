import { createServer, type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FakeClock, settle, systemClock } from '../../src/common/clock.ts';
import type { ConnectorContext, Source } from '../../src/connectors/connector.ts';
import { PRODUCTS } from '../../src/demo/products.ts';
import { demoProgram } from '../../src/demo/program.ts';
import { openStage } from '../../src/demo/stage.ts';
import { titlesConnector } from '../../src/demo/titles.ts';

const signal = new AbortController().signal;

function openTitles(count: number | undefined) {
  const clock = new FakeClock(1000);
  const { connector, feed } = titlesConnector(count);
  const table = { name: 'titles', columns: [], primaryKey: [], options: new Map<string, string>() };
  const source = connector.createSource?.(table, { clock } as unknown as ConnectorContext); // it looks at the clock alone
  if (source === undefined) throw new Error('cannot be read');
  return { clock, feed, source };
}

async function rowsNow(
  source: Source,
  clock: FakeClock,
  ms: number,
): Promise<readonly (readonly unknown[])[] | undefined> {
  const polled = source.poll(100, signal);
  await settle();
  await clock.advance(ms);
  return (await polled)?.rows;
}

test('five titles a second, however late they are asked for', async () => {
  const { clock, source } = openTitles(undefined);
  await source.start(undefined, signal);
  expect(await rowsNow(source, clock, 0)).toEqual([['p-1', PRODUCTS[0]]]);
  expect(await rowsNow(source, clock, 200)).toEqual([['p-2', PRODUCTS[1]]]);
  await clock.advance(1000);
  expect(await rowsNow(source, clock, 0)).toHaveLength(5);
});

test('a counted feed ends behind its last title, an endless one begins anew with other ids', async () => {
  const counted = openTitles(3);
  await counted.source.start(undefined, signal);
  await counted.clock.advance(10_000);
  expect(await rowsNow(counted.source, counted.clock, 0)).toHaveLength(3);
  expect(await rowsNow(counted.source, counted.clock, 0)).toBeUndefined();
  const endless = openTitles(undefined);
  await endless.source.start(undefined, signal);
  await endless.clock.advance(PRODUCTS.length * 200);
  const rows = (await rowsNow(endless.source, endless.clock, 0)) ?? [];
  expect(rows.at(-1)).toEqual([`p-${PRODUCTS.length + 1}`, PRODUCTS[0]]);
});

test('the titles are all different', () => {
  expect(new Set(PRODUCTS).size).toBe(60);
});

test('the statements of the article are typed as printed', () => {
  const article = readFileSync('fixtures/sql/article.sql', 'utf8');
  for (const { statement } of demoProgram(article)
    .filter(({ leaveAfter }) => leaveAfter === undefined)
    .slice(0, 4))
    expect(article).toContain(`${statement};`);
});

test('what listens on the port already is left alone and led around', async () => {
  let connections = 0;
  const other = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo; // a TCP server that listens
  const stage = await openStage(port, systemClock, Math.random);
  try {
    expect(stage.lines[0]).toContain(
      `port ${port} is taken and left alone: in this session localhost:9092 means 127.0.0.1:`,
    );
    expect(stage.settings['weir.kafka.host-map']).toMatch(/^localhost:9092=127\.0\.0\.1:\d+$/);
    expect(stage.settings['weir.kafka.host-map']).not.toContain(String(port));
    expect(stage.lines.join('\n')).toContain('SCRIPTED');
    expect(connections).toBe(1);
  } finally {
    await stage.close();
    await new Promise((resolve) => other.close(resolve));
  }
});
