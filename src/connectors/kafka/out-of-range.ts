import { SqlError } from '../../common/errors.ts';

/** A position that the partition does not hold (any more): the choices are the user's, never a jump. */
export function outOfRange(where: string, position: number, oldest: number, end: number): SqlError {
  const known = oldest >= 0 && end >= 0 ? `: it holds ${oldest} to ${end}` : '';
  const gone = position < oldest ? 'rows were deleted by retention' : 'the topic was truncated or made anew';
  return new SqlError('E_JOB_STATE', `position ${position} of ${where} does not exist${known} (${gone})`, {
    hint:
      "SET 'weir.job.start' = 'scratch' starts where 'scan.startup.mode' says: 'earliest-offset' reads what is left, " +
      "'latest-offset' skips it",
  });
}
