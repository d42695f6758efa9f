import type { IncomingMessage, ServerResponse } from "node:http";

/** One sentence in both languages; the reader's own is shown first, the other is left out of pages. */
export type Sentence = { zh: string; en: string };

/** The sentences that this server says by itself, before or instead of a page. */
export const SENTENCES = {
  databaseDown: {
    zh: "数据库暂时无法连接，您的数据没有丢失。本页会自动重试，恢复后即可继续。",
    en: "The database cannot be reached at the moment; nothing is lost. This page tries again by itself and goes on when it is back.",
  },
  foreignOrigin: {
    zh: "该请求不是从本系统页面发出的，已拒绝。请从系统页面重新操作。",
    en: "This request did not come from a page of this system and was refused. Please repeat it from the page.",
  },
  tooLarge: {
    zh: "提交的内容超过允许的大小。",
    en: "What was sent is larger than this door takes.",
  },
  lengthRequired: {
    zh: "请求须声明内容长度（Content-Length）。",
    en: "The request must declare its length (Content-Length).",
  },
  failed: {
    zh: "系统出现意外错误，操作没有完成。请稍后重试；如再次出现，请提供下面的编号。",
    en: "Something unexpected happened and the action was not completed. Please try again; if it happens again, quote the number below.",
  },
} as const satisfies Record<string, Sentence>;

const CODES: Record<keyof typeof SENTENCES, { status: number; code: string }> = {
  databaseDown: { status: 503, code: "DATABASE_DOWN" },
  foreignOrigin: { status: 403, code: "FOREIGN_ORIGIN" },
  tooLarge: { status: 413, code: "LIMIT" },
  lengthRequired: { status: 411, code: "LENGTH_REQUIRED" },
  failed: { status: 500, code: "INTERNAL" },
};

/** Answers with one of our sentences: JSON under `/api/`, else a page without scripts that reloads itself when it may help. */
export function answerPlainly(
  request: IncomingMessage,
  response: ServerResponse,
  name: keyof typeof SENTENCES,
  options: { traceId?: string } = {},
): void {
  const { status, code } = CODES[name];
  const language = languageOf(request);
  const sentence = SENTENCES[name][language === "en" ? "en" : "zh"];
  if (status === 503) response.setHeader("Retry-After", "5");
  response.setHeader("Cache-Control", "no-store");
  response.statusCode = status;
  if (request.url?.startsWith("/api/")) {
    const error = { code, message: sentence, ...options };
    response.setHeader("Content-Type", "application/json; charset=utf-8");
    response.end(JSON.stringify({ error }));
    return;
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Language", language);
  response.end(page(language, sentence, { reload: status === 503, ...options }));
}

/** The reader's language: the `locale` cookie, else English only when the browser prefers it to Chinese. */
export function languageOf(request: IncomingMessage): "zh-CN" | "en" {
  const chosen = /(?:^|;\s*)locale=(zh-CN|en)(?:;|$)/.exec(request.headers.cookie ?? "")?.[1];
  if (chosen) return chosen as "zh-CN" | "en";
  const first = /\b(zh|en)\b/i.exec(request.headers["accept-language"] ?? "")?.[1]?.toLowerCase();
  return first === "en" ? "en" : "zh-CN";
}

function page(language: string, sentence: string, { reload, traceId }: { reload: boolean; traceId?: string }): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${reload ? '<meta http-equiv="refresh" content="5">' : ""}
<title>Heliu 合流</title>
<style>body{font:16px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:15vh auto;max-width:36em;padding:0 1.5em;color:#1f1f1f}</style>
</head>
<body><main><h1>Heliu 合流</h1><p role="alert">${sentence}</p>${traceId ? `<p><code>${traceId}</code></p>` : ""}</main></body>
</html>`;
}
