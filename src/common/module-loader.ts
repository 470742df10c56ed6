/** What loads the JavaScript that a session may run; tests hand in their own. */
export interface ModuleLoader {
  /**
   * What a JavaScript or TypeScript file exports. It is loaded anew when its text has changed since; what it imports
   * itself is not. Rejects with SqlError E_DEFINITION that names the file, and the line where there is one.
   */
  load(path: string): Promise<LoadedModule>;
}

export interface LoadedModule {
  readonly exports: object;
  readonly text: string;
  /** What stands for the file in a stack: its address, its path. */
  readonly inStack: readonly string[];
}
