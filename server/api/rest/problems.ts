import { TRPCError } from "@trpc/server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { toDomainError } from "@/server/api/domain-error";
import { BusyError } from "@/server/identity/password";
import type { SignInRefusal } from "@/server/identity/sign-in.schema";
import { SignInRefused } from "@/server/identity/sign-in-refused";
import type { Text } from "@/server/law/types";
import { type DomainCode, DomainError, type FieldProblem } from "@/server/shared/errors";
import { describeError, log, newTraceId } from "@/server/shared/log";

/** Errors of the REST door (RFC 9457), in the language that the caller accepts; Chinese unless it asks for English first. */

type Code = DomainCode | "INTERNAL" | "NOT_ACCEPTABLE";

const PROBLEMS: Record<Code, { status: ContentfulStatusCode; sentence: Text }> = {
  UNAUTHENTICATED: {
    status: 401,
    sentence: {
      zh: "缺少有效的凭据：请在 Authorization 请求头中以 Bearer 方式提供未过期、未撤销的密钥或会话令牌。",
      en: "No valid credential: send a key or session token that has neither expired nor been revoked, as a Bearer token in Authorization.",
    },
  },
  NOT_FOUND: {
    status: 404,
    sentence: {
      zh: "没有找到该资源，或该凭据不适用于它。",
      en: "There is no such resource, or this credential is not for it.",
    },
  },
  FORBIDDEN: { status: 403, sentence: { zh: "没有办理此操作的权限。", en: "You may not do this." } },
  INVALID: {
    status: 400,
    sentence: {
      zh: "请求内容有误，请按 fields 中的说明更正。",
      en: "The request is not valid; fields says what to correct.",
    },
  },
  STALE: {
    status: 409,
    sentence: {
      zh: "该事项刚刚已被办理或更新，请重新读取后再操作。",
      en: "Somebody else acted first; read it again before acting.",
    },
  },
  RULE: {
    status: 422,
    sentence: { zh: "按照本市规定，此时不能进行该操作。", en: "The city's rules do not allow this now." },
  },
  CONFLICT: {
    status: 409,
    sentence: {
      zh: "相同的内容已经存在，或者该幂等键已用于另一个请求。",
      en: "The same exists already, or the idempotency key was used for another request.",
    },
  },
  GRANT_ENDED: {
    status: 403,
    sentence: {
      zh: "该授权尚未生效、已暂停、已终止或已到期，或者数据已下线，不能读取数据。",
      en: "The grant has not begun, is suspended, revoked or has expired, or its data were taken off; none can be read.",
    },
  },
  UPSTREAM: {
    status: 502,
    sentence: {
      zh: "数据由提供部门的接口实时提供，该接口没有给出可用的答复。",
      en: "The data comes from the provider's own interface, which gave no usable answer.",
    },
  },
  PURPOSE: {
    status: 403,
    sentence: {
      zh: "未说明用途，或所说明的用途与授权的用途不一致。请在 Heliu-Purpose 请求头或 purpose 参数中给出授权的用途编码或用途原文。",
      en: "The purpose was not stated, or is not the grant's: give the grant's purpose code or its words in Heliu-Purpose or the parameter purpose.",
    },
  },
  LIMIT: {
    status: 429,
    sentence: {
      zh: "请求过多、过大或过于频繁，请稍后再试。",
      en: "Too many, too large or too frequent; try again later.",
    },
  },
  DATABASE_DOWN: {
    status: 503,
    sentence: {
      zh: "系统暂时无法连接数据库，没有写入任何内容，请稍后重试。",
      en: "The database cannot be reached; nothing was written. Try again shortly.",
    },
  },
  NOT_ACCEPTABLE: {
    status: 406,
    sentence: {
      zh: "只提供 JSON、NDJSON、CSV 和 XLSX 四种格式。",
      en: "Only JSON, NDJSON, CSV and XLSX are offered.",
    },
  },
  INTERNAL: {
    status: 500,
    sentence: {
      zh: "系统出现意外错误，请重试；如再次出现，请提供编号。",
      en: "Something unexpected happened; try again, and quote the trace id if it happens again.",
    },
  },
};

const SIGN_IN: Record<SignInRefusal, { code: Code; sentence: Text }> = {
  wrong: {
    code: "UNAUTHENTICATED",
    sentence: {
      zh: "登录名、密码或动态验证码不正确。",
      en: "The login, password or one-time code is not right.",
    },
  },
  locked: {
    code: "LIMIT",
    sentence: {
      zh: "尝试次数过多，该登录名已暂时锁定，请稍后再试。",
      en: "Too many attempts; this login is locked for a while.",
    },
  },
  "change-password": {
    code: "FORBIDDEN",
    sentence: {
      zh: "须先在网页登录并更换密码。",
      en: "The password must be replaced first, by signing in on the web page.",
    },
  },
  "weak-password": {
    code: "INVALID",
    sentence: { zh: "新密码不符合要求。", en: "The new password does not meet the rules." },
  },
  busy: { code: "LIMIT", sentence: PROBLEMS.LIMIT.sentence },
  "database-down": { code: "DATABASE_DOWN", sentence: PROBLEMS.DATABASE_DOWN.sentence },
  failed: { code: "INTERNAL", sentence: PROBLEMS.INTERNAL.sentence },
};

const FIELDS: Record<string, Text> = {
  "unknown-column": {
    zh: "没有“{column}”这一列，或授权中不含该列。",
    en: "There is no column “{column}”, or the grant does not include it.",
  },
  "masked-column": {
    zh: "“{column}”列经脱敏后提供，不能作为筛选条件。",
    en: "Column “{column}” is masked, so it cannot be filtered on.",
  },
  "filter-value": {
    zh: "“{column}”的条件值与该列类型不符。",
    en: "The value for “{column}” is not of the column's type.",
  },
  "filter-op": {
    zh: "“{column}”不支持这种条件；可用 eq、ne、in、gt、gte、lt、lte、null、prefix、contains。",
    en: "“{column}” does not take this operator; use eq, ne, in, gt, gte, lt, lte, null, prefix or contains.",
  },
  "filter-short": {
    zh: "“{column}”的包含条件至少要有两个字。",
    en: "What “{column}” is to contain needs at least two characters.",
  },
  "not-sortable": {
    zh: "不能按“{column}”排序；可以排序的列见资源说明。",
    en: "Rows cannot be had in the order of “{column}”; the resource's description says which columns can.",
  },
  "other-question": {
    zh: "该游标不属于这一查询：列、条件、排序和授权都须与取得它时相同，请从第一页重新读取。",
    en: "This cursor belongs to another question: columns, conditions, order and grant must be those that it came from. Start again from the first page.",
  },
  "unknown-parameter": { zh: "没有“{name}”这个参数。", en: "There is no parameter “{name}”." },
  dataMovedOn: {
    zh: "数据已更新版本，请从第一页重新读取。",
    en: "The data has a new version; start again from the first page.",
  },
  "key-of-another-request": {
    zh: "该幂等键已用于另一个请求；新的请求须使用新的键。",
    en: "This idempotency key was used for another request; a new request needs a new key.",
  },
  required: { zh: "此项必填。", en: "This is required." },
  invalid_type: { zh: "此项必填或类型不正确。", en: "Missing, or not of the right type." },
  invalid_value: { zh: "不是可选的值。", en: "Not one of the possible values." },
  unrecognized_keys: { zh: "含有不能识别的内容。", en: "It contains something that is not known here." },
  past: { zh: "日期不能早于今天。", en: "The date lies in the past." },
  "before-from": { zh: "截止日期不能早于起始日期。", en: "The last day is before the first." },
  "after-grant-end": { zh: "密钥的有效期不能超过授权的有效期。", en: "A key cannot outlive its grant." },
  "no-columns": { zh: "至少选择一个数据项。", en: "Choose at least one data item." },
  "not-asked-for": {
    zh: "申请中没有“{column}”，不能授权。",
    en: "“{column}” was not applied for, so it cannot be granted.",
  },
  "unknown-field": { zh: "本市规定不要求填写此项。", en: "The city's rules do not ask for this." },
  "unknown-item": { zh: "没有这一数据项。", en: "There is no such data item." },
  repeated: { zh: "重复。", en: "Given twice." },
  withheld: { zh: "该资源不予共享，不能申请。", en: "This resource is withheld from sharing." },
  "own-entry": { zh: "这是本部门的资源，无需申请。", en: "This is your own department's resource." },
  "no-role": { zh: "您的角色不能提出申请。", en: "Your role does not file applications." },
  too_big: { zh: "超过上限 {maximum}。", en: "Above the maximum of {maximum}." },
  too_small: { zh: "低于下限 {minimum}。", en: "Below the minimum of {minimum}." },
  wrong: { zh: "格式不正确。", en: "Not of the right form." },
  "intranet-only": {
    zh: "该资源的数据在政务内网，不得传入本平台。",
    en: "The data of this resource stands on the intranet and stays there.",
  },
  "no-table": { zh: "该文件不是 CSV 或 Excel 表格。", en: "That file is no table (CSV or Excel)." },
  "empty-file": { zh: "文件是空的。", en: "The file is empty." },
  "upload-unfinished": {
    zh: "文件尚未上传完整，请续传后再提交。",
    en: "The file is not complete yet; finish the upload first.",
  },
};

/** The problem document of anything that was thrown. */
export function problem(c: Context, error: unknown): Response {
  if (error instanceof SignInRefused || error instanceof BusyError) return refusedSignIn(c, error);
  const domain = toDomainError(error instanceof TRPCError ? (error.cause ?? error) : error);
  const traceId = newTraceId();
  if (!domain) log.error("unexpected error", { traceId, path: c.req.routePath, ...describeError(error) });
  return answer(c, domain?.code ?? "INTERNAL", traceId, domain ?? undefined);
}

/** The same as a sentence for a person's browser: what went wrong, and the trace id. */
export function problemText(c: Context, error: unknown): Response {
  const domain = toDomainError(error);
  const traceId = newTraceId();
  if (!domain) log.error("unexpected error", { traceId, path: c.req.routePath, ...describeError(error) });
  const { status, sentence } = PROBLEMS[domain?.code ?? "INTERNAL"];
  const language = languageOf(c);
  const fields = (domain?.details.fields ?? []).map((field) => spoken(field, language).detail);
  const text = [sentence[language], ...fields, `${language === "en" ? "Trace" : "编号"}: ${traceId}`].join("\n");
  return c.body(text, status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
}

/** The problem document of a code that no use case throws. */
export function problemOf(c: Context, code: Code): Response {
  return answer(c, code, newTraceId());
}

/** The language of the browser's cookie, else English when the caller prefers it to Chinese. */
export function languageOf(c: Context): keyof Text {
  const chosen = /(?:^|;\s*)locale=(zh-CN|en)(?:;|$)/.exec(c.req.header("Cookie") ?? "")?.[1];
  if (chosen) return chosen === "en" ? "en" : "zh";
  return /\b(zh|en)\b/i.exec(c.req.header("Accept-Language") ?? "")?.[1]?.toLowerCase() === "en" ? "en" : "zh";
}

function refusedSignIn(c: Context, error: SignInRefused | BusyError): Response {
  const { code, sentence } = SIGN_IN[error instanceof SignInRefused ? error.code : "busy"];
  return answer(c, code, newTraceId(), undefined, sentence);
}

function answer(c: Context, code: Code, traceId: string, domain?: DomainError, said?: Text): Response {
  const language = languageOf(c);
  const late = code === "UPSTREAM" && domain?.details.why === "timeout";
  const status = late ? 504 : PROBLEMS[code].status;
  const sentence = said ?? PROBLEMS[code].sentence;
  if (status === 401) c.header("WWW-Authenticate", 'Bearer realm="heliu"');
  if (status === 503 || status === 429) c.header("Retry-After", String(domain?.details.retryAfter ?? 5));
  c.header("Content-Language", language === "en" ? "en" : "zh-CN");
  c.header("Cache-Control", "no-store");
  const { fields, ...details } = domain?.details ?? {};
  const body = {
    type: `urn:heliu:problem:${code.toLowerCase()}`,
    title: code,
    status,
    code,
    detail: sentence[language],
    traceId,
    ...(fields ? { fields: fields.map((field) => spoken(field, language)) } : {}),
    ...stated(code, details),
  };
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/problem+json; charset=utf-8" });
}

/** The few details that a caller may act on. */
function stated(code: Code, details: Record<string, unknown>): Record<string, unknown> {
  if (code === "GRANT_ENDED") return { state: details.state };
  if (code === "UPSTREAM") return { why: details.why };
  if (code === "PURPOSE") return { why: details.why };
  if (code === "LIMIT") return { limit: details.limit, retryAfter: details.retryAfter };
  if (code === "RULE") return { rule: details.rule, article: details.article };
  return {};
}

function spoken({ path, problem: name, params = {} }: FieldProblem, language: keyof Text) {
  const sentence = (FIELDS[name] ?? (FIELDS.wrong as Text))[language];
  const detail = sentence.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key] ?? ""));
  return { path, problem: name, detail };
}

/** Zod's findings as field problems of an INVALID. */
export function invalidInput(issues: readonly { path: PropertyKey[]; code?: string; message: string }[]): DomainError {
  return new DomainError("INVALID", {
    fields: issues.map((issue) => {
      const { maximum, minimum } = issue as { maximum?: number; minimum?: number };
      return {
        path: issue.path.map(String).join("."),
        problem: issue.code && issue.code in FIELDS ? issue.code : "wrong",
        params: { maximum: maximum ?? "", minimum: minimum ?? "" },
      };
    }),
  });
}
