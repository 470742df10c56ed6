import { booleanOr, double, duration, durationOr, int, intOr, textOr } from '../../common/options.ts';
import { FAILURE_OPTIONS } from '../model-caller.ts';

/** What a mock model can be told. */
export const MOCK_OPTIONS = {
  reply: textOr(
    'The answer, with {column} for the value of an INPUT column. JSON when OUTPUT is more than one STRING.',
    '',
  ),
  echo: booleanOr("Answers with the first INPUT column itself: reply '{column}'.", false),
  latency: durationOr('Time until the answer.', 0),
  'latency-max': duration('With it the time is drawn evenly from latency to this.'),
  n: intOr('Answers per call; from the second on each has its number behind it.', 1),
  'error-rate': double('Share of requests that fail, 0 to 1. Without it: 1 if status is set, else 0.'),
  status: int('HTTP status that a failing request stands for; 500 unless set.'),
  'retry-after': duration('What a failing request asks to wait.'),
  ...FAILURE_OPTIONS,
};
