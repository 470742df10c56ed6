import { explainNode } from './explain.ts';
import { inputsOf, type Plan } from './plan.ts';

interface JsonNode {
  readonly id: number;
  readonly type: string;
  readonly contents: string;
  readonly predecessors: readonly { readonly id: number }[];
}

/** A plan as JSON: its nodes, inputs first, each with the numbers of the nodes it reads. */
export function explainJson(plan: Plan): string {
  const nodes: JsonNode[] = [];
  add(plan, nodes);
  return JSON.stringify({ nodes }, undefined, 2);
}

function add(plan: Plan, nodes: JsonNode[]): number {
  const predecessors = inputsOf(plan).map((input) => ({ id: add(input, nodes) }));
  const contents = explainNode(plan);
  const id = nodes.length + 1;
  nodes.push({ id, type: contents.replace(/:[^]*$/, ''), contents, predecessors });
  return id;
}
