import { STRING } from '../types/type.ts';
import { defineScalar } from './define.ts';

export const currentDatabase = defineScalar({
  name: 'CURRENT_DATABASE',
  syntax: 'CURRENT_DATABASE()',
  doc: 'The name of the current database.',
  args: [],
  returns: STRING,
  deterministic: false,
  compile:
    (_types, { database }) =>
    () =>
      database,
});
