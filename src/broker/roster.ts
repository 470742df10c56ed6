import type { JoinRequest, Member, MemberKey } from './member.ts';
import { ErrorCode } from './wire/error-code.ts';

/** Who is in a group, under which static names, and who leads. Knows nothing of generations and timers. */
export class Roster {
  readonly #members = new Map<string, Member>();
  readonly #instances = new Map<string, string>();
  #leaderId = '';

  /** '' while nobody is in. */
  get leaderId(): string {
    return this.#leaderId;
  }

  set leaderId(id: string) {
    this.#leaderId = id;
  }

  get size(): number {
    return this.#members.size;
  }

  get(memberId: string): Member | undefined {
    return this.#members.get(memberId);
  }

  all(): Iterable<Member> {
    return this.#members.values();
  }

  /** The member that holds a static name. */
  holder(instanceId: string | undefined): Member | undefined {
    const id = instanceId === undefined ? undefined : this.#instances.get(instanceId);
    return id === undefined ? undefined : this.#members.get(id);
  }

  /** The first to come leads. */
  add(member: Member): void {
    if (this.#leaderId === '') this.#leaderId = member.id;
    this.#members.set(member.id, member);
    if (member.instanceId !== undefined) this.#instances.set(member.instanceId, member.id);
  }

  remove(member: Member): void {
    this.#members.delete(member.id);
    if (this.holder(member.instanceId) === undefined) this.#instances.delete(member.instanceId ?? '');
    if (this.#leaderId === member.id) this.#leaderId = this.#members.keys().next().value ?? '';
  }

  /** Whether the request names a member, and under its own static name. */
  identify({ memberId, instanceId }: MemberKey): ErrorCode {
    if (instanceId !== undefined) {
      const holder = this.#instances.get(instanceId);
      if (holder === undefined) return ErrorCode.unknownMemberId;
      if (holder !== memberId) return ErrorCode.fencedInstanceId;
    }
    return this.#members.has(memberId) ? ErrorCode.none : ErrorCode.unknownMemberId;
  }

  /** Whether someone with these assignors can share the group's work. */
  fits(request: JoinRequest, protocolType: string): boolean {
    if (this.#members.size === 0) return request.protocolType !== '' && request.protocols.length > 0;
    return (
      request.protocolType === protocolType && request.protocols.some(({ name }) => this.#everyoneKnows(name))
    );
  }

  /** The assignor: each member votes for the first of its own that all know. */
  elect(): string {
    const votes = new Map<string, number>();
    for (const member of this.#members.values()) {
      const choice = member.protocols.find(({ name }) => this.#everyoneKnows(name))?.name ?? '';
      votes.set(choice, (votes.get(choice) ?? 0) + 1);
    }
    let elected = '';
    for (const [name, count] of votes) if (count > (votes.get(elected) ?? 0)) elected = name;
    return elected;
  }

  longestRebalanceMs(): number {
    let longest = 0;
    for (const member of this.#members.values()) longest = Math.max(longest, member.rebalanceTimeoutMs);
    return longest;
  }

  #everyoneKnows(protocol: string): boolean {
    for (const member of this.#members.values()) if (!member.knows(protocol)) return false;
    return true;
  }
}
