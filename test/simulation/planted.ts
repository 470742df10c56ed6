/** A piece of the product's source that is changed when it is loaded; it stands in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A bug that the simulation must find. */
export interface PlantedBug {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const COORDINATOR = 'src/executor/job/coordinator.ts';

export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'offset before ack',
    edits: [{ file: COORDINATOR, from: 'await orAbort(pending.done, signal);', to: '' }],
  },
  {
    name: 'no fence',
    edits: [
      {
        file: 'src/connectors/kafka/position-store.ts',
        from: "const transactionalId = `${sinks[0]?.prefix ?? 'weir'}-${job}`;",
        to: "const transactionalId = `${sinks[0]?.prefix ?? 'weir'}-${job}-${context.random()}`;",
      },
    ],
  },
  {
    name: 'alignment dropped',
    edits: [
      {
        file: 'src/executor/ops/input-gate.ts',
        from: 'if (port.blocked && this.#aligned !== undefined) {',
        to: 'if (port.blocked && this.#aligned === null) {',
      },
    ],
  },
  {
    name: 'barrier overtakes a row',
    edits: [
      {
        file: 'src/executor/ops/predict.ts',
        from: "this.#queue.push({ kind: 'barrier', checkpoint });",
        to: 'this.#next.barrier(checkpoint);',
      },
    ],
  },
  {
    name: '-U lost',
    edits: [
      {
        file: 'src/executor/ops/group-aggregate.ts',
        from: 'if (updateBefore) out.add(before, UPDATE_BEFORE);',
        to: '',
      },
    ],
  },
  {
    name: 'permit leaked on abort',
    edits: [
      {
        file: 'src/models/model-caller.ts',
        from: 'if (stats.inFlight === 0) this.close();\n      permit.release();',
        to: 'if (stats.inFlight === 0) this.close();\n      if (!signal.aborted) permit.release();',
      },
    ],
  },
  {
    name: 'unbounded retry',
    edits: [{ file: 'src/models/retry.ts', from: ' || failures >= policy.limit)', to: ')' }],
  },
  {
    name: 'snapshot after commit',
    edits: [
      { file: COORDINATOR, from: 'await this.#manifests.write(manifest);\n', to: '\n' },
      {
        file: COORDINATOR,
        from: 'this.#last = manifest;\n',
        to: 'this.#last = manifest;\n    await this.#manifests.write(manifest);\n',
      },
    ],
  },
];
