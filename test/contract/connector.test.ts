import { describe, expect, test } from 'vitest';
import { CONNECTORS } from '../../src/connectors/index.ts';
import type { ConnectorTable } from '../../src/connectors/connector.ts';
import { FORMATS } from '../../src/formats/index.ts';
import { INT, STRING } from '../../src/types/type.ts';

const formats = new Map(FORMATS.map((format) => [format.name, format]));

/** What a table needs before anything else can be wrong with it. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kafka: { topic: 'x', 'properties.bootstrap.servers': 'b:1', format: 'json' },
  filesystem: { path: 'x', format: 'json' },
};

function table(options: Readonly<Record<string, string>>): ConnectorTable {
  const columns = [
    { name: 'a', type: INT },
    { name: 's', type: STRING },
  ];
  return { name: 't', columns, primaryKey: [], options: new Map(Object.entries(options)) };
}

test('connectors have names of their own', () => {
  const names = CONNECTORS.map((connector) => connector.name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(CONNECTORS.map((connector) => [connector.name, connector] as const))(
  '%s',
  (name, connector) => {
    test('is documented, options included', () => {
      expect(name).toMatch(/^[a-z][a-z-]*$/);
      expect(connector.doc).toMatch(/\.$/);
      for (const [key, spec] of Object.entries(connector.options)) expect(spec.doc, key).toMatch(/\.$/);
    });

    test('can be read or written, and says so before it opens anything', () => {
      expect(connector.createSource === undefined).toBe(connector.sourceTraits === undefined);
      expect(connector.createSink === undefined).toBe(connector.sinkTraits === undefined);
      expect(connector.createSource ?? connector.createSink).toBeDefined();
    });

    test('refuses an option that it does not have, on each side', () => {
      for (const side of ['sourceTraits', 'sinkTraits'] as const) {
        if (connector[side] === undefined) continue;
        const misspelt = table({ ...NEEDED[name], 'no-such-option': '1' });
        expect(() => connector[side]?.(misspelt, formats)).toThrowError(
          expect.objectContaining({ code: 'E_OPTION', message: expect.stringContaining("'no-such-option'") }),
        );
      }
    });
  },
);
