import type { BuiltModel } from '../executor/build/built.ts';
import type { RowMeter } from '../executor/meter.ts';
import type { Pipeline } from '../executor/run/pipeline.ts';
import type { Figures, ModelFigures } from './result.ts';

/** Live figures of a pipeline; before its first attempt there is none. */
export function figuresOf(meter: RowMeter, pipeline: Pipeline | undefined): Figures {
  return {
    rowsIn: meter.rowsIn,
    rowsOut: meter.rowsOut,
    lag: pipeline?.lag(),
    lateRows: pipeline?.lateRows ?? 0,
    waitsFor: pipeline?.waitsFor,
    models: (pipeline?.models ?? []).map(modelFigures),
  };
}

function modelFigures({ name, client, meter, limit }: BuiltModel): ModelFigures {
  const { stats, label } = client;
  return {
    model: name,
    label,
    inFlight: stats.inFlight,
    limit,
    calls: stats.calls,
    retries: stats.retries,
    limited: stats.limited,
    dropped: meter.drops,
    tokens: stats.promptTokens + stats.completionTokens,
    p50: stats.latency?.[0],
    p99: stats.latency?.[1],
    rate: meter.rate,
    pausedUntil: stats.pausedUntil,
  };
}
