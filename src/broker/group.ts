import type { Clock } from '../common/clock.ts';
import { Member, type JoinRequest, type JoinResult, type MemberKey, type SyncResult } from './member.ts';
import { Offsets } from './offsets.ts';
import { Roster } from './roster.ts';
import { ErrorCode } from './wire/error-code.ts';

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';
type Reply<T> = (result: T) => void;

const NO_BYTES = Buffer.alloc(0);

/**
 * One consumer group by Kafka's classic protocol. Every change of who is in makes all members join again, then
 * the leader assigns, sync hands the parts out, and heartbeats keep them until the next change.
 * Replies may come from inside any call or timer; they must not call the group again.
 */
export class Group {
  readonly id: string;
  readonly offsets = new Offsets();
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #roster = new Roster();
  /** Ids given out whose owners have yet to join; each with what stops its timer. */
  readonly #expected = new Map<string, () => void>();
  /** Joined this generation, sync still to come. */
  readonly #unsynced = new Set<string>();
  #state: GroupState = 'Empty';
  #generation = 0;
  #protocolType = '';
  #protocolName = '';
  #stopJoinTimer: (() => void) | undefined;
  #stopSyncTimer: (() => void) | undefined;

  constructor(id: string, clock: Clock, newId: () => string) {
    this.id = id;
    this.#clock = clock;
    this.#newId = newId;
  }

  get state(): GroupState {
    return this.#state;
  }

  /** 'consumer' as a rule; '' if nobody ever joined. */
  get protocolType(): string {
    return this.#protocolType;
  }

  /** The agreed assignor; '' unless stable. */
  get protocolName(): string {
    return this.#state === 'Stable' ? this.#protocolName : '';
  }

  members(): Iterable<Member> {
    return this.#roster.all();
  }

  /** Answers at once on errors, else when the rebalance completes. */
  join(request: JoinRequest, reply: Reply<JoinResult>): void {
    const { memberId } = request;
    const isExpected = this.#expected.has(memberId);
    let error: ErrorCode = ErrorCode.none;
    if (memberId !== '' && !isExpected) error = this.#roster.identify(request);
    if (error === ErrorCode.none && !this.#roster.fits(request, this.#protocolType))
      error = ErrorCode.inconsistentGroupProtocol;
    if (error !== ErrorCode.none) return reply(failedJoin(error, memberId));
    if (isExpected) {
      this.#stopExpecting(memberId);
      return this.#add(memberId, request, reply);
    }
    const member = this.#roster.get(memberId);
    if (member) return this.#joinAgain(member, request, reply);
    const former = this.#roster.holder(request.instanceId);
    if (former) return this.#replace(former, request, reply);
    this.#joinNew(request, reply);
  }

  /** Answers when the leader has assigned. `assignments` are the leader's: by member id, bytes of our own. */
  sync(
    key: MemberKey,
    generation: number,
    assignments: ReadonlyMap<string, Buffer>,
    reply: Reply<SyncResult>,
  ): void {
    let error = this.#check(key, generation);
    if (error === ErrorCode.none && this.#state === 'PreparingRebalance')
      error = ErrorCode.rebalanceInProgress;
    const member = this.#roster.get(key.memberId);
    if (error !== ErrorCode.none || member === undefined) return reply({ error, assignment: NO_BYTES });
    this.#synced(member);
    member.sync?.({ error: ErrorCode.rebalanceInProgress, assignment: NO_BYTES });
    member.sync = reply;
    if (this.#state === 'CompletingRebalance' && member.id === this.#roster.leaderId) {
      for (const each of this.#roster.all()) each.assignment = assignments.get(each.id) ?? NO_BYTES;
      this.#state = 'Stable';
    }
    if (this.#state === 'Stable') this.#answerSyncs(ErrorCode.none);
  }

  heartbeat(key: MemberKey, generation: number): ErrorCode {
    const error = this.#check(key, generation);
    if (error !== ErrorCode.none) return error;
    this.#keepAlive(key.memberId);
    return this.#state === 'PreparingRebalance' ? ErrorCode.rebalanceInProgress : ErrorCode.none;
  }

  /** A static member may be named by its instance alone. */
  leave(key: MemberKey): ErrorCode {
    if (this.#expected.has(key.memberId)) {
      this.#stopExpecting(key.memberId);
      this.#completeJoinIfAllAreHere();
      return ErrorCode.none;
    }
    const memberId = key.memberId === '' ? (this.#roster.holder(key.instanceId)?.id ?? '') : key.memberId;
    const error = this.#roster.identify({ memberId, instanceId: key.instanceId });
    const member = this.#roster.get(memberId);
    if (error === ErrorCode.none && member) this.#remove(member);
    return error;
  }

  /** Whether offsets may be committed by this member or, with generation -1, by someone outside the group. */
  mayCommit(key: MemberKey, generation: number, inTransaction: boolean): ErrorCode {
    if (generation < 0 && this.#state === 'Empty') return ErrorCode.none;
    if (generation >= 0 || key.memberId !== '' || key.instanceId !== undefined) {
      const error = this.#check(key, generation);
      if (error !== ErrorCode.none) return error;
      this.#keepAlive(key.memberId);
    } else if (!inTransaction) return ErrorCode.unknownMemberId;
    if (!inTransaction && this.#state === 'CompletingRebalance') return ErrorCode.rebalanceInProgress;
    return ErrorCode.none;
  }

  #joinNew(request: JoinRequest, reply: Reply<JoinResult>): void {
    const id = this.#nameFor(request);
    if (!request.needsKnownId) return this.#add(id, request, reply);
    const stop = this.#clock.after(request.sessionTimeoutMs, () => {
      this.#expected.delete(id);
      this.#completeJoinIfAllAreHere();
    });
    this.#expected.set(id, stop);
    reply(failedJoin(ErrorCode.memberIdRequired, id));
  }

  #add(id: string, request: JoinRequest, reply: Reply<JoinResult>): void {
    const member = new Member(id, request);
    member.join = reply;
    if (this.#roster.size === 0) this.#protocolType = request.protocolType;
    this.#roster.add(member);
    this.#prepareRebalance();
  }

  #joinAgain(member: Member, request: JoinRequest, reply: Reply<JoinResult>): void {
    // The answer to the last join was lost, or a follower of a stable group looks in: nothing moves.
    // A leader that joins a stable group wants to assign anew.
    const stays =
      member.hasSameProtocols(request) &&
      (this.#state === 'CompletingRebalance' ||
        (this.#state === 'Stable' && member.id !== this.#roster.leaderId));
    if (stays) {
      this.#keepAlive(member.id);
      return reply(this.#joined(member));
    }
    member.update(request);
    member.join?.(failedJoin(ErrorCode.rebalanceInProgress, member.id));
    member.join = reply;
    stopSession(member);
    this.#prepareRebalance();
  }

  /** A static member came back without its id: it takes its old place, and its former self is fenced. */
  #replace(former: Member, request: JoinRequest, reply: Reply<JoinResult>): void {
    const member = new Member(this.#nameFor(request), request);
    member.assignment = former.assignment;
    const leaderId = this.#roster.leaderId;
    this.#forget(former, ErrorCode.fencedInstanceId);
    this.#roster.add(member);
    if (leaderId === former.id) this.#roster.leaderId = member.id;
    if (this.#state === 'Stable' && former.hasSameProtocols(request)) {
      this.#keepAlive(member.id);
      // It hears the former leader's id, so that it takes its old part and assigns nothing.
      return reply({ ...this.#joined(member), leaderId, members: [] });
    }
    member.join = reply;
    this.#prepareRebalance();
  }

  #prepareRebalance(): void {
    if (this.#state === 'CompletingRebalance') this.#answerSyncs(ErrorCode.rebalanceInProgress);
    this.#unsynced.clear();
    this.#stopSyncTimer?.();
    if (this.#state !== 'PreparingRebalance') {
      this.#state = 'PreparingRebalance';
      this.#startJoinTimer();
    }
    this.#completeJoinIfAllAreHere();
  }

  #startJoinTimer(): void {
    const ms = this.#roster.longestRebalanceMs();
    this.#stopJoinTimer = this.#clock.after(ms, () => this.#completeJoin());
  }

  #completeJoinIfAllAreHere(): void {
    if (this.#state !== 'PreparingRebalance' || this.#expected.size > 0) return;
    for (const member of this.#roster.all()) if (member.join === undefined) return;
    this.#completeJoin();
  }

  /** Who has not joined in time is out; a static member keeps its place until its session ends. */
  #completeJoin(): void {
    this.#stopJoinTimer?.();
    for (const member of this.#roster.all())
      if (member.join === undefined && member.instanceId === undefined)
        this.#forget(member, ErrorCode.unknownMemberId);
    const joined = [...this.#roster.all()].filter((member) => member.join !== undefined);
    const leader = joined.find((member) => member.id === this.#roster.leaderId) ?? joined[0];
    if (leader === undefined && this.#roster.size > 0) return this.#startJoinTimer();
    this.#generation++;
    this.#protocolName = this.#roster.elect();
    this.#state = leader === undefined ? 'Empty' : 'CompletingRebalance';
    if (leader === undefined) return;
    this.#roster.leaderId = leader.id;
    for (const member of joined) this.#unsynced.add(member.id);
    const ms = this.#roster.longestRebalanceMs();
    this.#stopSyncTimer = this.#clock.after(ms, () => this.#dropUnsynced());
    for (const member of joined) {
      const reply = member.join;
      member.join = undefined;
      this.#keepAlive(member.id);
      reply?.(this.#joined(member));
    }
  }

  #joined(member: Member): JoinResult {
    const protocol = this.#protocolName;
    const members = member.id === this.#roster.leaderId ? [...this.#roster.all()] : [];
    return {
      error: ErrorCode.none,
      generation: this.#generation,
      protocolName: protocol,
      leaderId: this.#roster.leaderId,
      memberId: member.id,
      members: members.map((each) => ({
        id: each.id,
        instanceId: each.instanceId,
        metadata: each.metadata(protocol),
      })),
    };
  }

  #answerSyncs(error: ErrorCode): void {
    for (const member of this.#roster.all()) {
      const reply = member.sync;
      if (reply === undefined) continue;
      member.sync = undefined;
      this.#keepAlive(member.id);
      reply({ error, assignment: error === ErrorCode.none ? member.assignment : NO_BYTES });
    }
  }

  #synced(member: Member): void {
    this.#unsynced.delete(member.id);
    if (this.#unsynced.size === 0) this.#stopSyncTimer?.();
  }

  #dropUnsynced(): void {
    for (const id of this.#unsynced) {
      const member = this.#roster.get(id);
      if (member) this.#forget(member, ErrorCode.unknownMemberId);
    }
    this.#prepareRebalance();
  }

  /** Takes a member out and lets the others share its part. */
  #remove(member: Member): void {
    this.#forget(member, ErrorCode.unknownMemberId);
    if (this.#state === 'PreparingRebalance') this.#completeJoinIfAllAreHere();
    else this.#prepareRebalance();
  }

  #forget(member: Member, error: ErrorCode): void {
    stopSession(member);
    this.#roster.remove(member);
    this.#synced(member);
    member.join?.(failedJoin(error, member.id));
    member.sync?.({ error, assignment: NO_BYTES });
    member.join = undefined;
    member.sync = undefined;
  }

  /** Starts the member's session anew, unless it waits for an answer of ours. */
  #keepAlive(memberId: string): void {
    const member = this.#roster.get(memberId);
    if (member === undefined || member.isWaiting) return;
    stopSession(member);
    member.stopSession = this.#clock.after(member.sessionTimeoutMs, () => {
      if (!member.isWaiting) this.#remove(member);
    });
  }

  #stopExpecting(memberId: string): void {
    this.#expected.get(memberId)?.();
    this.#expected.delete(memberId);
  }

  #check(key: MemberKey, generation: number): ErrorCode {
    const error = this.#roster.identify(key);
    if (error !== ErrorCode.none) return error;
    return generation === this.#generation ? ErrorCode.none : ErrorCode.illegalGeneration;
  }

  #nameFor(request: JoinRequest): string {
    return `${(request.instanceId ?? request.clientId).slice(0, 255)}-${this.#newId()}`;
  }
}

function stopSession(member: Member): void {
  member.stopSession?.();
  member.stopSession = undefined;
}

function failedJoin(error: ErrorCode, memberId: string): JoinResult {
  return { error, generation: -1, protocolName: '', leaderId: '', memberId, members: [] };
}
