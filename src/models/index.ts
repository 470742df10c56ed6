import { mock } from './mock/index.ts';
import { openai } from './openai/index.ts';
import type { ModelProvider } from './provider.ts';
import type { ScriptedEndpoint, ScriptedParts } from './scripted/endpoint.ts';

/** Who can answer ML_PREDICT. */
export const PROVIDERS: readonly ModelProvider[] = [openai, mock];

/** The demo's endpoint: loaded when it is wanted, for it brings an HTTP server. Closed by the caller. */
export async function openScriptedEndpoint(parts: ScriptedParts): Promise<ScriptedEndpoint> {
  const { createScriptedEndpoint } = await import('./scripted/endpoint.ts');
  return createScriptedEndpoint(parts);
}
