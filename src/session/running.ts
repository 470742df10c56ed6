import type { Purpose } from '../connectors/connector.ts';
import type { Sink } from '../connectors/connector.ts';
import { parseDuration } from '../common/duration.ts';
import { parseMemorySize } from '../common/memory-size.ts';
import type { Building } from '../executor/query.ts';
import type { StateSettings } from '../state/open-state-backend.ts';
import type { FunctionContext } from '../functions/define.ts';
import type { PlannedTable } from '../planner/plan.ts';
import { BATCH_ROWS } from '../types/batch.ts';
import type { StatementContext } from './context.ts';
import { connectorTable, findConnector, findProvider, formatMap, modelSpec } from './planning.ts';

/** How plans of this session open tables and models; settings are read now, not while the plan runs. */
export function buildContext(context: StatementContext, purpose: Purpose): Building {
  const { parts } = context;
  const settings = frozenSettings(context);
  const connector = connectorContext(context, purpose, settings);
  return {
    functions: functionContext(context),
    clock: parts.clock,
    eventTime: {
      intervalMs: parseDuration(settings('pipeline.auto-watermark-interval') ?? '') ?? 200,
      idleMs: parseDuration(settings('table.exec.source.idle-timeout') ?? '') ?? 0,
    },
    batchRows: parts.batchRows ?? BATCH_ROWS,
    disk: parts.disk,
    notice: context.notice,
    notNull: context.settings.text('table.exec.sink.not-null-enforcer') === 'DROP' ? 'DROP' : 'ERROR',
    stateSettings: stateSettings(context.settings),
    stateTtlMs: parseDuration(context.settings.text('table.exec.state.ttl') ?? '') || undefined, // 0: for ever
    createSource(table) {
      const source = findConnector(table, parts.connectors).createSource?.(connectorTable(table), connector);
      if (source === undefined) throw new TypeError(`connector ${table.connector} cannot be read`); // bind has checked it
      return source;
    },
    openModel(model) {
      const provider = findProvider(model, parts.providers);
      return provider.open(modelSpec(model), {
        clock: parts.clock,
        environment: parts.environment,
        random: parts.random,
        setting: settings,
        notice: context.notice,
        shared: context.shared,
      });
    },
  };
}

function stateSettings(settings: StatementContext['settings']): StateSettings {
  const type = settings.text('state.backend.type');
  return {
    type: type === 'rocksdb' || type === 'leveldb' ? 'leveldb' : 'hashmap',
    memoryBytes: parseMemorySize(settings.text('weir.state.memory') ?? '') ?? 0,
  };
}

export function createSink(table: PlannedTable, context: StatementContext, purpose: Purpose): Sink {
  const connector = findConnector(table, context.parts.connectors);
  const sink = connector.createSink?.(
    connectorTable(table),
    connectorContext(context, purpose, frozenSettings(context)),
  );
  if (sink === undefined) throw new TypeError(`connector ${table.connector} cannot be written`); // bind has checked it
  return sink;
}

export function functionContext(context: StatementContext): FunctionContext {
  const timeZone = context.settings.text('table.local-time-zone') ?? 'UTC';
  const database = context.catalog.currentDatabase;
  return { timeZone, database, clock: context.parts.clock, random: context.parts.random };
}

function connectorContext(
  context: StatementContext,
  purpose: Purpose,
  setting: (key: string) => string | undefined,
) {
  const { clock, environment, random, formats } = context.parts;
  return {
    purpose,
    clock,
    environment,
    random,
    setting,
    formats: formatMap(formats),
    notice: context.notice,
    print: context.print,
    shared: context.shared,
  };
}

function frozenSettings(context: StatementContext): (key: string) => string | undefined {
  const values = new Map(context.settings.list().map(({ key, value }) => [key, value]));
  return (key) => values.get(key);
}
