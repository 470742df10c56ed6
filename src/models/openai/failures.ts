import { SqlError, type ErrorCode, type SqlErrorDetails } from '../../common/errors.ts';
import { readRetryAfter, type Failure } from '../retry.ts';
import { shownUrl } from './endpoint.ts';
import { quoteForeign } from './foreign-text.ts';
import { codeOf, isTooLarge, type HttpAnswer } from './transport.ts';

/** What the texts of failures speak of. */
export interface About {
  readonly url: string;
  readonly host: string;
  readonly model: string;
  /** "the key from ... (N characters)" or "no key ...". */
  readonly key: string;
  readonly hasKey: boolean;
  /** "the proxy http://..." on the way, if any. */
  readonly proxy: string | undefined;
  readonly secrets: readonly string[];
}

/** An error object in a provider's answer, as far as providers agree on it. */
export interface ProviderError {
  readonly message: string;
  readonly code: string | undefined;
}

/** What a status other than 2xx means, `nowMs` for waits until a date. */
export function statusFailure(answer: HttpAnswer, about: About, nowMs: number): Failure {
  const error = readProviderError(answer.text);
  const failure = classify(answer.status, error, about, answer);
  const retryAfterMs = failure.retry === 'backoff' ? readRetryAfter(answer.header, nowMs) : undefined;
  return { kind: 'failure', error: failure, status: answer.status, retryAfterMs };
}

/** What an error object in an answer with status 200 means: gateways put the real status into its code. */
export function errorInAnswer(error: ProviderError, about: About): Failure {
  const status = Number(error.code);
  const isStatus = Number.isInteger(status) && status >= 400 && status <= 599;
  return {
    kind: 'failure',
    status: isStatus ? status : undefined,
    error: classify(isStatus ? status : 400, error, about, undefined),
  };
}

/** An answer that is none. Flink does not retry those: the call was made and paid. */
export function badAnswer(message: string, about: About, hint?: string): Failure {
  return {
    kind: 'failure',
    status: 200,
    error: new SqlError('E_MODEL_ANSWER', `${about.host} answered with ${message}`, { hint }),
  };
}

/** The body of a 2xx answer broke off, or is larger than anything a model says. */
export function brokenBody(broken: unknown, about: About): Failure {
  if (isTooLarge(broken)) return badAnswer('more than 16 MB', about);
  return badAnswer('half a body: the connection ended before the answer did', about);
}

/** No answer at all. */
export function connectionFailure(error: unknown, about: About): Failure {
  if (error instanceof SqlError) return { kind: 'failure', error };
  const cause = error instanceof Error && error.cause instanceof SqlError ? error.cause : undefined;
  if (cause !== undefined) return { kind: 'failure', error: cause };
  const code = codeOf(error);
  const { host } = about;
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return unreachable(`the certificate of ${host} is not trusted here (${code})`, {
      hint: "for a company's own authority: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem before starting weir",
    });
  }
  if (about.proxy !== undefined) {
    const status = /Proxy response \((\d{3})\)/.exec(error instanceof Error ? error.message : '')?.[1];
    const what = status === undefined ? `fails (${code ?? 'no answer'})` : `answers ${status}`;
    return unreachable(`${about.proxy} on the way to ${host} ${what}`, {
      retry: 'backoff',
      hint: `a proxy comes from HTTPS_PROXY or HTTP_PROXY; NO_PROXY=${new URL(about.url).hostname} goes without`,
    });
  }
  if (code === 'ECONNREFUSED') return unreachable(`nothing listens on ${host}`, { retry: 'backoff' });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`the name ${new URL(about.url).hostname} does not resolve`, { retry: 'backoff' });
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return unreachable(`${host} does not answer (tried 10 s)`, { retry: 'backoff' });
  if (code !== undefined && /SSL|TLS|EPROTO/.test(code)) {
    return unreachable(`${host} does not speak TLS (${code})`, {
      hint: "'endpoint' with http:// if it is a plain server",
    });
  }
  return unreachable(`${host} closed the connection without an answer (${code ?? 'no code'})`, {
    retry: 'backoff',
  });
}

/** The error object or text of an answer's body; the body itself where it is neither. */
function readProviderError(text: string): ProviderError {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { message: isHtml(text) ? htmlTitle(text) : text, code: undefined };
  }
  const body = Array.isArray(parsed) ? parsed[0] : parsed; // Gemini wraps its errors in a list
  return asProviderError(field(body, 'error') ?? body) ?? { message: text, code: undefined };
}

/** An error object, its text alone, or undefined if there is nothing like an error in it. */
export function asProviderError(error: unknown): ProviderError | undefined {
  if (typeof error === 'string') return { message: error, code: undefined };
  const message = field(error, 'message') ?? field(error, 'msg') ?? field(error, 'detail');
  const code = field(error, 'code') ?? field(error, 'type');
  if (message === undefined && code === undefined) return undefined;
  return {
    message: typeof message === 'string' ? message : JSON.stringify(message ?? error),
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
  };
}

/** Whether a body is a web page: what gateways and captive portals answer. */
export function isHtml(text: string): boolean {
  return /^\s*(<!doctype html|<html|<head|<body)/i.test(text.slice(0, 500));
}

export function htmlTitle(text: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 10_000))?.[1]?.trim();
  return title === undefined || title === '' ? 'an HTML page' : `an HTML page, "${title}"`;
}

function classify(
  status: number,
  error: ProviderError,
  about: About,
  answer: HttpAnswer | undefined,
): SqlError {
  const { host } = about;
  const text = quoteForeign(error.message, about.secrets);
  const said = text === '' ? '' : `: "${text}"`;
  const make = (code: ErrorCode, message: string, details: SqlErrorDetails = {}) =>
    new SqlError(code, message, details);
  if (status === 401 || status === 403) {
    return about.hasKey
      ? make('E_MODEL_KEY', `${host} refused ${about.key} (${status})${said}`, {
          hint: "check the key: ALTER MODEL ... SET ('api-key'='${env:NAME}')",
        })
      : make('E_MODEL_KEY', `${host} refused a request without a key (${status})${said}`, {
          hint: `${about.key}; 'api-key'='\${env:NAME}' sends one`,
        });
  }
  if (status === 404) {
    return make('E_MODEL_REQUEST', `POST ${shownUrl(about.url)} was answered with 404${said}`, {
      hint: `look at the path of 'endpoint' and at 'model'='${about.model}'`,
    });
  }
  if (status === 402) return make('E_MODEL_LIMIT', `${host}: the balance is used up (402)${said}`);
  if (status === 429) {
    if (isUsedUp(error, host)) return make('E_MODEL_LIMIT', `${host}: the quota is used up (429)${said}`);
    return make('E_MODEL_LIMIT', `${host} limits the rate (429)${said}`, { retry: 'backoff' });
  }
  // Flink: its HTTP client sends a 408 once more by itself, so each try is two requests there; here each is one.
  if (status === 408 || status === 409 || status >= 500)
    return make('E_MODEL', `${host} failed (${status})${said}`, { retry: 'backoff' });
  if (status >= 300 && status < 400) return redirect(status, answer?.header('location'), about);
  return make('E_MODEL_REQUEST', `${host} refused the request (${status})${said}`);
}

/** A stop for billing, not a rate. Alibaba says insufficient_quota for tokens per minute, so its hosts are left out. */
function isUsedUp(error: ProviderError, host: string): boolean {
  if (/(^|\.)aliyuncs\.com(:|$)/.test(host)) return false;
  return error.code === 'insufficient_quota' || error.code === 'billing_hard_limit_reached';
}

function redirect(status: number, location: string | undefined, about: About): SqlError {
  const isUrl = location !== undefined && URL.canParse(location, about.url);
  const where = isUrl ? quoteForeign(shownUrl(new URL(location, about.url).href), about.secrets) : 'nowhere';
  return new SqlError('E_MODEL_REQUEST', `${about.host} answered with ${status}, a redirect to ${where}`, {
    hint: "weir takes no row and no key to another host by itself; write the right URL as 'endpoint'",
  });
}

function unreachable(message: string, details: SqlErrorDetails): Failure {
  return { kind: 'failure', error: new SqlError('E_MODEL_UNREACHABLE', message, details) };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  return found === null ? undefined : found;
}
