import type { Clock } from '../common/clock.ts';
import { Group } from './group.ts';
import type { MemberKey } from './member.ts';
import { ErrorCode } from './wire/error-code.ts';

/** Every group of the broker: those with members, and those that only keep offsets. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor(clock: Clock, newId: () => string) {
    this.#clock = clock;
    this.#newId = newId;
  }

  get(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** The group, made if it is new. */
  open(id: string): Group {
    let group = this.#groups.get(id);
    if (group === undefined) this.#groups.set(id, (group = new Group(id, this.#clock, this.#newId)));
    return group;
  }

  /** The group to commit offsets to, '' included, or why not. Without a generation a new group is made for them. */
  openForCommit(
    id: string,
    key: MemberKey,
    generation: number,
    inTransaction: boolean,
  ): { readonly group: Group } | { readonly error: ErrorCode } {
    const group = this.#groups.get(id);
    if (group === undefined)
      return generation < 0 ? { group: this.open(id) } : { error: ErrorCode.illegalGeneration };
    const error = group.mayCommit(key, generation, inTransaction);
    return error === ErrorCode.none ? { group } : { error };
  }

  /** Only a group without members can be deleted. */
  delete(id: string): ErrorCode {
    const group = this.#groups.get(id);
    if (group === undefined) return ErrorCode.groupIdNotFound;
    if (group.state !== 'Empty') return ErrorCode.nonEmptyGroup;
    this.#groups.delete(id);
    return ErrorCode.none;
  }

  /** The topic was deleted: its offsets go with it. */
  forget(topic: string): void {
    for (const group of this.#groups.values()) group.offsets.forget(topic);
  }
}
