import { MAX_LENGTH, type SqlType } from '../types/type.ts';

// Rules that make a result's type from the arguments' types; nullability is not theirs.

export function char(length: number): SqlType {
  return { kind: 'CHAR', length, nullable: true };
}

export function varchar(length: number): SqlType {
  return { kind: 'VARCHAR', length: Math.min(length, MAX_LENGTH), nullable: true };
}

/** VARCHAR of the text's own length, STRING for what is none. */
export function varying(type: SqlType | undefined): SqlType {
  return varchar(type?.kind === 'CHAR' || type?.kind === 'VARCHAR' ? type.length : MAX_LENGTH);
}
