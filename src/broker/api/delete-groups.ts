import type { Api } from './api.ts';

/** Removes groups without members, and their offsets. */
export const deleteGroups: Api = {
  key: 42,
  name: 'DeleteGroups',
  min: 0,
  max: 1,
  handle({ body }, state) {
    const ids = body.array(() => body.string());
    const results = ids.map((id) => ({ id, error: state.groups.delete(id) }));
    return (response) => {
      response.int32(0);
      response.array(results, ({ id, error }) => {
        response.string(id);
        response.int16(error);
      });
    };
  },
};
