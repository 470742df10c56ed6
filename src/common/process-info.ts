/** Who this process is and whether another one still runs, for lock files. */
export interface ProcessInfo {
  readonly pid: number;
  /** Tells this process from an earlier one with the same pid. */
  readonly startedAt: string;
  isRunning(pid: number, startedAt: string): boolean;
}
