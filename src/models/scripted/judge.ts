import { HARMLESS, HARMLESS_PHRASES, RULES, type Rule } from './rules.ts';

/** What the script says of one title. */
export interface Judgement {
  readonly kind: string;
  readonly risk: number;
  readonly reason: string;
}

/** By keyword, in the title's own language; the same title always gets the same answer. */
export function judge(title: string, rules: readonly Rule[] = RULES): Judgement {
  const text = withoutHarmless(title.normalize('NFKC').toLowerCase());
  const rule = rules.find((candidate) => candidate.keywords.some((word) => contains(text, word))) ?? HARMLESS;
  const [least, most] = rule.risk;
  const steps = Math.round((most - least) * 100) + 1;
  const risk = Math.round(least * 100 + (hash(title) % steps)) / 100;
  return { kind: rule.kind, risk, reason: isChinese(title) ? rule.reason.zh : rule.reason.en };
}

function withoutHarmless(text: string): string {
  let left = text;
  for (const phrase of HARMLESS_PHRASES) left = left.replaceAll(phrase, ' ');
  return left;
}

/** Latin keywords as words, so that ginger is no gin and a drum no rum. */
function contains(text: string, word: string): boolean {
  if (!/^[a-z]/.test(word)) return text.includes(word);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const end = text[at + word.length] === 's' ? at + word.length + 1 : at + word.length;
    if (!isLatin(text[at - 1]) && !isLatin(text[end])) return true;
  }
  return false;
}

function isLatin(character: string | undefined): boolean {
  return character !== undefined && /[a-z]/.test(character);
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return value >>> 0;
}
