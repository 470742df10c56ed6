import type { Group } from '../group.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Writer } from '../wire/writer.ts';
import type { Api } from './api.ts';

const NOT_ASKED_FOR = -0x8000_0000;

/** State, assignor and members of groups. One that does not exist is "Dead", without an error, as in Kafka. */
export const describeGroups: Api = {
  key: 15,
  name: 'DescribeGroups',
  min: 0,
  max: 4,
  handle({ version, body }, state) {
    const ids = body.array(() => body.string());
    if (version >= 3) body.boolean(); // whether to tell permissions: nobody checks any
    return (response) => {
      if (version >= 1) response.int32(0);
      response.array(ids, (id) => {
        const group = state.groups.get(id);
        response.int16(ErrorCode.none);
        response.string(id);
        response.string(group?.state ?? 'Dead');
        response.string(group?.protocolType ?? '');
        response.string(group?.protocolName ?? '');
        writeMembers(response, version, group);
        if (version >= 3) response.int32(NOT_ASKED_FOR);
      });
    };
  },
};

function writeMembers(response: Writer, version: number, group: Group | undefined): void {
  const isStable = group?.state === 'Stable';
  response.array([...(group?.members() ?? [])], (member) => {
    response.string(member.id);
    if (version >= 4) response.nullableString(member.instanceId);
    response.string(member.clientId);
    response.string(member.clientHost);
    response.bytes(isStable ? member.metadata(group.protocolName) : Buffer.alloc(0));
    response.bytes(isStable ? member.assignment : Buffer.alloc(0));
  });
}
