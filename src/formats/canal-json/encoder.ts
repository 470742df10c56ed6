import type { OptionValues } from '../../common/options.ts';
import { INSERT, UPDATE_AFTER, type RowKind } from '../../types/batch.ts';
import type { Encoder, FormatField } from '../format.ts';
import { jsonWriter } from '../json/encoder.ts';
import type { CANAL_JSON_OPTIONS } from './options.ts';

/** Changes to messages of one row each: an update is a DELETE and an INSERT, since -U and +U come by themselves. */
export class CanalJsonEncoder implements Encoder {
  readonly #write: (row: readonly unknown[]) => string;

  constructor(fields: readonly FormatField[], options: OptionValues<typeof CANAL_JSON_OPTIONS>) {
    this.#write = jsonWriter(fields, options);
  }

  encode(row: readonly unknown[], kind: RowKind): Uint8Array {
    const type = kind === INSERT || kind === UPDATE_AFTER ? 'INSERT' : 'DELETE';
    return Buffer.from(`{"data":[${this.#write(row)}],"type":"${type}"}`);
  }
}
