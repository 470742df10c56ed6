import { presence } from '../../state/codec.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState } from '../../state/operator-state.ts';

/** What a final result emits at the end of its input: once, although a restart may see that end again. */
export class AtEnd {
  readonly #emitted: KeyedState<true>;

  constructor(state: OperatorState) {
    this.#emitted = state.keyed('at end', presence);
  }

  async once(emit: () => Promise<void>): Promise<void> {
    if (this.#emitted.get(null) !== undefined) return;
    await emit();
    this.#emitted.put(null, true);
  }
}
