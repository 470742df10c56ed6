import type { Clock } from '../common/clock.ts';
import type { Session } from '../session/session.ts';
import type { CellText } from './render/row-writer.ts';
import type { TableStyle } from './render/table.ts';
import type { Screen } from './screen.ts';

/** What the parts of the prompt's shell work with. */
export interface View {
  readonly session: Session;
  readonly screen: Screen;
  readonly clock: Clock;
  style(): TableStyle;
  cellText(): CellText;
  /** Single keys go to `handler` until the returned function is called; it says whether the key meant something. */
  takeKeys(handler: (key: string) => boolean): () => void;
  /** Ctrl-C goes to `handler` until the returned function is called. */
  takeInterrupts(handler: () => void): () => void;
  /** One line beside results: at once, or when a live view is over. */
  say(text: string): void;
  /** Keeps what is said back until the returned function is called. */
  holdLines(): () => void;
  /** Lines that are held back now. */
  readonly heldLines: number;
}

export const ESCAPE = '\x1b';
