/** What stands behind the name of a catalog or a database. */
export interface Definition {
  readonly comment: string | undefined;
  /** As written. */
  readonly options: ReadonlyMap<string, string>;
}
