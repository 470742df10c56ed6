import { SqlError } from '../../common/errors.ts';

const MOST_CHARACTERS = 64 * 1024 * 1024;

/** Before a text is made whose length a number of the statement decides. Throws E_VALUE for one that is too large. */
export function checkTextSize(characters: number): void {
  if (characters > MOST_CHARACTERS)
    throw new SqlError('E_VALUE', `a text of ${characters} characters is too large`, {
      hint: `at most ${MOST_CHARACTERS}`,
    });
}
