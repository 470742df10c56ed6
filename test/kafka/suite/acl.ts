import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { expect, test } from 'vitest';
import { insertBatch } from '../../../src/types/batch.ts';
import {
  failure,
  forever,
  kafkaTable,
  outside,
  readRows,
  sinkOf,
  sourceOf,
  testContext,
  unique,
  writeRows,
  type Brokers,
} from '../support/harness.ts';

/** What a user may not do, on a broker with ACLs and a user alice. */
export function aclSuite(brokers: Brokers & { readonly sasl: string }): void {
  const kafka = outside(brokers);
  const alice = {
    'properties.bootstrap.servers': brokers.sasl,
    'properties.security.protocol': 'SASL_PLAINTEXT',
    'properties.sasl.mechanism': 'PLAIN',
    'sasl.username': 'alice',
    'sasl.password': 'alice-secret',
  };

  async function deny(
    resourceType: AclResourceTypes,
    resourceName: string,
    operation: AclOperationTypes,
  ): Promise<void> {
    const admin = await kafka.admin();
    const permissionType = AclPermissionTypes.DENY;
    const rule = {
      resourceType,
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:alice',
      host: '*',
    };
    // Where a resource has a rule, what no rule allows is denied: so all is allowed, but for what is denied.
    await admin.createAcls({
      acl: [
        { ...rule, operation, permissionType },
        { ...rule, operation: AclOperationTypes.ALL, permissionType: AclPermissionTypes.ALLOW },
      ],
    });
  }

  test('a transactional id that is refused is told, and positions are committed plainly', async () => {
    const topic = await kafka.topic(1);
    const name = unique('job');
    await deny(AclResourceTypes.TRANSACTIONAL_ID, `weir-${name}`, AclOperationTypes.WRITE);
    const context = testContext({ kind: 'job', name });
    const { store } = sourceOf(kafkaTable(brokers, topic, alice), context);
    expect(await store?.open(forever)).toEqual({
      place: expect.any(String),
      positions: new Map(),
      metadata: undefined,
    });
    expect(context.notices.at(-1)).toContain(
      `does not let this user have the transactional id 'weir-${name}': two processes that run this job are not kept apart`,
    );
    await store?.commit(new Map([[`${topic}-0`, '4']]), 'weir:1:a:f');
    expect(await store?.open(forever)).toEqual({
      place: expect.any(String),
      positions: new Map([[`${topic}-0`, '4']]),
      metadata: 'weir:1:a:f',
    });
    await store?.close();
  });

  test('a transactional id that is refused ends an exactly-once job: there is no lesser promise to fall back to', async () => {
    const topic = await kafka.topic(1);
    const name = unique('job');
    await deny(AclResourceTypes.TRANSACTIONAL_ID, `shop-${name}`, AclOperationTypes.WRITE);
    const options = {
      'sink.delivery-guarantee': 'exactly-once',
      'sink.transactional-id-prefix': 'shop',
      ...alice,
    };
    const sink = sinkOf(kafkaTable(brokers, topic, options), testContext({ kind: 'job', name }));
    await sink.open(forever);
    const error = await failure(sink.store?.open(forever) ?? Promise.resolve());
    expect(error).toMatchObject({
      code: 'E_KAFKA',
      message: `the cluster does not let this user have the transactional id 'shop-${name}'`,
    });
    expect(error.hint).toContain("'sink.transactional-id-prefix'");
    expect(error.retry).toBeUndefined();
    await sink.close();
    await sink.store?.close();
  });

  test('a topic that may not be written exactly once is told as that', async () => {
    const topic = await kafka.topic(1);
    await deny(AclResourceTypes.TOPIC, topic, AclOperationTypes.WRITE);
    const options = { 'sink.delivery-guarantee': 'exactly-once', ...alice };
    const name = unique('job');
    const sink = sinkOf(kafkaTable(brokers, topic, options), testContext({ kind: 'job', name }));
    await sink.open(forever);
    await sink.store?.open(forever);
    await sink.write(insertBatch([['a', 'b']]));
    const error = await failure(sink.flush());
    expect(error).toMatchObject({ code: 'E_KAFKA_TOPIC', message: `this user may not write topic ${topic}` });
    expect(error.retry).toBeUndefined();
    await sink.store?.close();
    await sink.close();
  });

  test('a group that is refused is told by its name', async () => {
    const topic = await kafka.topic(1);
    const name = unique('job');
    await deny(AclResourceTypes.GROUP, `weir-${name}`, AclOperationTypes.READ);
    const { store } = sourceOf(kafkaTable(brokers, topic, alice), testContext({ kind: 'job', name }));
    await store?.open(forever);
    const error = await failure(
      store?.commit(new Map([[`${topic}-0`, '4']]), 'weir:1:a:f') ?? Promise.resolve(),
    );
    expect(error.message).toContain('GROUP_AUTHORIZATION_FAILED');
    expect(error.hint).toContain(`ACL Read for group weir-${name}`);
    expect(error.retry).toBeUndefined();
    await store?.close();
  });

  test('a topic that may not be read, written or seen is told as that', async () => {
    const unreadable = await kafka.topic(1);
    await deny(AclResourceTypes.TOPIC, unreadable, AclOperationTypes.READ);
    expect(await failure(readRows(kafkaTable(brokers, unreadable, alice), 1))).toMatchObject({
      code: 'E_KAFKA_TOPIC',
      message: `this user may not read topic ${unreadable}`,
    });
    const readOnly = await kafka.topic(1);
    await deny(AclResourceTypes.TOPIC, readOnly, AclOperationTypes.WRITE);
    expect(await failure(writeRows(kafkaTable(brokers, readOnly, alice), [['a', 'b']]))).toMatchObject({
      code: 'E_KAFKA_TOPIC',
      message: `this user may not write topic ${readOnly}`,
    });
    const hidden = await kafka.topic(1);
    await deny(AclResourceTypes.TOPIC, hidden, AclOperationTypes.DESCRIBE);
    expect(await failure(readRows(kafkaTable(brokers, hidden, alice), 1))).toMatchObject({
      code: 'E_KAFKA_TOPIC',
      message: `this user may not see topic ${hidden}`,
    });
  });
}
