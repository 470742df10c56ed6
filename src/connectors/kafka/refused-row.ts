import { SqlError } from '../../common/errors.ts';
import type { KafkaTable } from './kafka-table.ts';
import type { RefusedRow } from './port.ts';
import { CODE } from './protocol-error.ts';

/** Why a broker will not take a row, in the words of the table that it came from. */
export function explainRefusedRow(error: RefusedRow, table: KafkaTable): SqlError {
  const [topic] = table.topics;
  const time = table.metadata.find(({ key }) => key === 'timestamp')?.name;
  const told = (message: string, hint: string) => new SqlError('E_KAFKA', message, { hint, cause: error });
  switch (error.code) {
    case CODE.INVALID_TIMESTAMP:
      return told(
        `topic ${topic} refused the time of a row${time === undefined ? '' : ` (column ${time}, METADATA FROM 'timestamp')`}: too far from the broker's clock`,
        'brokers take at most one hour ahead by default (message.timestamp.after.max.ms of the topic)',
      );
    case CODE.INVALID_RECORD:
      return table.key === undefined
        ? told(
            `topic ${topic} refused a row without a key`,
            "a compacted topic takes only rows with a key: set 'key.format' and 'key.fields'",
          )
        : told(
            `topic ${topic} refused a row as invalid`,
            'has it a key? a compacted topic takes no row whose key columns give none',
          );
    case CODE.MESSAGE_TOO_LARGE:
    case CODE.RECORD_LIST_TOO_LARGE:
      return told(
        `a row of ${error.bytes.toLocaleString('en-US')} bytes is larger than topic ${topic} takes`,
        'raise max.message.bytes of the topic (message.max.bytes of the broker), or write less into the row',
      );
    case CODE.TOPIC_AUTHORIZATION_FAILED:
      return new SqlError('E_KAFKA_TOPIC', `this user may not write topic ${topic}`, {
        hint: 'the broker wants an ACL Write for it',
        cause: error,
      });
    default:
      return new SqlError('E_KAFKA', `topic ${topic} refused rows: ${error.message}`, { cause: error });
  }
}
