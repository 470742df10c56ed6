import { expect, test } from 'vitest';
import { Group } from '../../src/broker/group.ts';
import type { JoinRequest, JoinResult, SyncResult } from '../../src/broker/member.ts';
import { ErrorCode } from '../../src/broker/wire/error-code.ts';
import { FakeClock } from '../../src/common/clock.ts';

const SESSION = 10_000;
const REBALANCE = 30_000;

function setUp() {
  const clock = new FakeClock();
  let ids = 0;
  return { clock, group: new Group('g', clock, () => `${++ids}`) };
}

function request(overrides: Partial<JoinRequest> = {}): JoinRequest {
  return {
    memberId: '',
    instanceId: undefined,
    clientId: 'c',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: SESSION,
    rebalanceTimeoutMs: REBALANCE,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('m') }],
    needsKnownId: false,
    ...overrides,
  };
}

/** Joins; the result is filled in when it comes. */
function join(group: Group, overrides: Partial<JoinRequest> = {}): { result?: JoinResult } {
  const box: { result?: JoinResult } = {};
  group.join(request(overrides), (result) => (box.result = result));
  return box;
}

function sync(group: Group, joined: JoinResult | undefined, parts: Record<string, string> = {}) {
  const box: { result?: SyncResult } = {};
  const assignments = new Map(Object.entries(parts).map(([id, part]) => [id, Buffer.from(part)]));
  const key = { memberId: joined?.memberId ?? '', instanceId: undefined };
  group.sync(key, joined?.generation ?? -1, assignments, (result) => (box.result = result));
  return box;
}

function beat(group: Group, joined: JoinResult | undefined): ErrorCode {
  return group.heartbeat(
    { memberId: joined?.memberId ?? '', instanceId: undefined },
    joined?.generation ?? -1,
  );
}

/** A stable group of two: c-1 leads. */
function pair() {
  const { clock, group } = setUp();
  join(group);
  const second = join(group);
  const first = join(group, { memberId: 'c-1' });
  sync(group, second.result);
  sync(group, first.result, { 'c-1': 'one', 'c-2': 'two' });
  return { clock, group, first: first.result, second: second.result };
}

test('two members: the second waits until the first has joined again, the leader assigns, each gets its part', () => {
  const { group } = setUp();
  const alone = join(group);
  expect(alone.result).toMatchObject({ error: 0, generation: 1, memberId: 'c-1', leaderId: 'c-1' });
  expect(sync(group, alone.result, { 'c-1': 'all' }).result?.assignment.toString()).toBe('all');
  expect(group.state).toBe('Stable');

  const second = join(group);
  expect(second.result).toBeUndefined();
  expect(beat(group, alone.result)).toBe(ErrorCode.rebalanceInProgress);
  const first = join(group, { memberId: 'c-1' });
  expect(first.result).toMatchObject({ generation: 2, leaderId: 'c-1' });
  expect(first.result?.members.map(({ id }) => id)).toEqual(['c-1', 'c-2']);
  expect(second.result).toMatchObject({ generation: 2, leaderId: 'c-1', members: [] });

  const follower = sync(group, second.result);
  expect(follower.result).toBeUndefined();
  const leader = sync(group, first.result, { 'c-1': 'one', 'c-2': 'two' });
  expect(leader.result?.assignment.toString()).toBe('one');
  expect(follower.result?.assignment.toString()).toBe('two');
  expect(beat(group, first.result)).toBe(ErrorCode.none);
});

test('a member that is silent for its session is out, and the others rebalance', async () => {
  const { clock, group, first } = pair();
  await clock.advance(SESSION - 1);
  expect(beat(group, first)).toBe(ErrorCode.none);
  await clock.advance(2);
  expect(group.state).toBe('PreparingRebalance');
  expect(beat(group, first)).toBe(ErrorCode.rebalanceInProgress);
  const again = join(group, { memberId: 'c-1' });
  expect(again.result?.members).toHaveLength(1);
});

test('a member that does not join again within the rebalance time-out is out', async () => {
  const { clock, group, first, second } = pair();
  const third = join(group);
  join(group, { memberId: 'c-1' });
  for (let waited = 0; waited < REBALANCE - 5000; waited += 5000) {
    await clock.advance(5000);
    expect(beat(group, second)).toBe(ErrorCode.rebalanceInProgress); // alive, but it does not join
  }
  expect(third.result).toBeUndefined();
  await clock.advance(5001);
  expect(third.result).toMatchObject({ error: 0, generation: (first?.generation ?? 0) + 1 });
  expect([...group.members()].map(({ id }) => id).toSorted()).toEqual(['c-1', 'c-3']);
});

test('a member that joined but never syncs is out after the rebalance time-out', async () => {
  const { clock, group, second } = pair();
  const third = join(group);
  const first = join(group, { memberId: 'c-1' });
  const rejoined = join(group, { memberId: 'c-2' });
  expect(third.result).toBeDefined();
  const parts = { 'c-1': 'a', 'c-2': 'b', 'c-3': 'c' };
  expect(sync(group, first.result, parts).result?.error).toBe(ErrorCode.none);
  sync(group, rejoined.result);
  for (let waited = 0; waited < REBALANCE + 5000; waited += 5000) {
    await clock.advance(5000);
    beat(group, first.result);
    beat(group, rejoined.result);
    if (third.result) beat(group, third.result); // alive, but it does not sync
  }
  expect(group.state).toBe('PreparingRebalance');
  expect([...group.members()].map(({ id }) => id)).not.toContain('c-3');
  expect(second?.memberId).toBe('c-2');
});

test('leaving makes the rest rebalance at once, and the last one leaves the group empty', () => {
  const { group, first, second } = pair();
  expect(group.leave({ memberId: 'c-1', instanceId: undefined })).toBe(ErrorCode.none);
  expect(beat(group, second)).toBe(ErrorCode.rebalanceInProgress);
  const alone = join(group, { memberId: 'c-2' });
  expect(alone.result?.leaderId).toBe('c-2');
  expect(beat(group, first)).toBe(ErrorCode.unknownMemberId);
  expect(group.leave({ memberId: 'c-2', instanceId: undefined })).toBe(ErrorCode.none);
  expect(group.state).toBe('Empty');
  expect(group.leave({ memberId: 'c-2', instanceId: undefined })).toBe(ErrorCode.unknownMemberId);
});

test('stale generations and unknown members are told so', () => {
  const { group, first, second } = pair();
  if (first === undefined || second === undefined) throw new Error('the pair did not form');
  expect(beat(group, { ...first, generation: 1 })).toBe(ErrorCode.illegalGeneration);
  expect(beat(group, { ...first, memberId: 'x' })).toBe(ErrorCode.unknownMemberId);
  expect(sync(group, { ...first, generation: 1 }).result?.error).toBe(ErrorCode.illegalGeneration);
  expect(join(group, { memberId: 'x' }).result?.error).toBe(ErrorCode.unknownMemberId);
  join(group);
  expect(sync(group, second).result?.error).toBe(ErrorCode.rebalanceInProgress);
});

test('a client that needs a known id gets one first, and holds the join up until it comes or its session ends', async () => {
  const { clock, group, second } = pair();
  const offered = join(group, { needsKnownId: true });
  expect(offered.result).toMatchObject({ error: ErrorCode.memberIdRequired, memberId: 'c-3' });
  expect(group.state).toBe('Stable');
  const fourth = join(group);
  const first = join(group, { memberId: 'c-1' });
  const again = join(group, { memberId: 'c-2' });
  expect(fourth.result).toBeUndefined();
  await clock.advance(SESSION + 1);
  expect(fourth.result?.generation).toBe((second?.generation ?? 0) + 1);
  expect(first.result?.members).toHaveLength(3);
  expect(again.result?.error).toBe(ErrorCode.none);
  expect(join(group, { memberId: 'c-3' }).result?.error).toBe(ErrorCode.unknownMemberId);
});

test('assignors: one that all know is elected; a member that knows none of them is refused', () => {
  const { group } = setUp();
  const both = [
    { name: 'sticky', metadata: Buffer.from('s') },
    { name: 'range', metadata: Buffer.from('r') },
  ];
  join(group, { protocols: both });
  const second = join(group);
  const first = join(group, { memberId: 'c-1', protocols: both });
  expect(second.result?.protocolName).toBe('range');
  expect(first.result?.members[0]?.metadata.toString()).toBe('r');
  const stranger = join(group, { protocols: [{ name: 'sticky', metadata: Buffer.from('s') }] });
  expect(stranger.result?.error).toBe(ErrorCode.inconsistentGroupProtocol);
  expect(join(group, { protocolType: 'connect' }).result?.error).toBe(ErrorCode.inconsistentGroupProtocol);
});

test('of the assignors that all know, the one that most prefer is elected', () => {
  const { group } = setUp();
  const prefer = (...names: string[]) => ({
    protocols: names.map((name) => ({ name, metadata: Buffer.from(name) })),
  });
  join(group, prefer('sticky', 'range'));
  join(group, prefer('sticky', 'range'));
  const third = join(group, prefer('range', 'sticky'));
  join(group, { memberId: 'c-1', ...prefer('sticky', 'range') });
  join(group, { memberId: 'c-2', ...prefer('sticky', 'range') });
  expect(third.result?.protocolName).toBe('sticky');
});

test('a follower that joins a stable group unchanged moves nothing, a leader does', () => {
  const { group, second } = pair();
  const look = join(group, { memberId: 'c-2' });
  expect(look.result).toMatchObject({ error: 0, generation: second?.generation, members: [] });
  expect(group.state).toBe('Stable');
  join(group, { memberId: 'c-1' });
  expect(group.state).toBe('PreparingRebalance');
});

test('a static member that comes back takes its old part without a rebalance, and its former self is fenced', () => {
  const { group } = setUp();
  const before = join(group, { instanceId: 'i' });
  expect(before.result?.memberId).toBe('i-1');
  sync(group, before.result, { 'i-1': 'all' });
  const back = join(group, { instanceId: 'i' });
  expect(back.result).toMatchObject({
    error: 0,
    memberId: 'i-2',
    generation: 1,
    leaderId: 'i-1',
    members: [],
  });
  expect(sync(group, back.result).result?.assignment.toString()).toBe('all');
  expect(group.heartbeat({ memberId: 'i-1', instanceId: 'i' }, 1)).toBe(ErrorCode.fencedInstanceId);
  expect(group.heartbeat({ memberId: 'i-2', instanceId: 'i' }, 1)).toBe(ErrorCode.none);
  expect(group.leave({ memberId: '', instanceId: 'i' })).toBe(ErrorCode.none);
  expect(group.state).toBe('Empty');
});

test('a static member that is away keeps its place through a rebalance until its session ends', async () => {
  const { clock, group } = setUp();
  const one = join(group, { instanceId: 'i', sessionTimeoutMs: 60_000 });
  sync(group, one.result, {});
  const two = join(group);
  await clock.advance(REBALANCE + 1);
  expect(two.result?.leaderId).toBe('c-2');
  expect(two.result?.members.map(({ instanceId }) => instanceId)).toEqual(['i', undefined]);
  sync(group, two.result, {});
  for (let waited = 0; waited < 30_000; waited += 5000) {
    await clock.advance(5000);
    beat(group, two.result);
  }
  expect([...group.members()].map(({ id }) => id)).toEqual(['c-2']);
});

test('who may commit offsets: members of the generation, and outsiders only while nobody is in', () => {
  const { group, first } = pair();
  const outsider = { memberId: '', instanceId: undefined };
  const member = { memberId: 'c-1', instanceId: undefined };
  expect(group.mayCommit(member, first?.generation ?? 0, false)).toBe(ErrorCode.none);
  expect(group.mayCommit(member, 1, false)).toBe(ErrorCode.illegalGeneration);
  expect(group.mayCommit(outsider, -1, false)).toBe(ErrorCode.unknownMemberId);
  expect(group.mayCommit(outsider, -1, true)).toBe(ErrorCode.none);
  const { group: empty } = setUp();
  expect(empty.mayCommit(outsider, -1, false)).toBe(ErrorCode.none);
  const joined = join(empty);
  expect(
    empty.mayCommit({ memberId: 'c-1', instanceId: undefined }, joined.result?.generation ?? 0, false),
  ).toBe(ErrorCode.rebalanceInProgress);
});
