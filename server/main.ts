import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { downloadsApp } from "@/server/api/downloads";
import { fileDownloadsApp } from "@/server/api/file-downloads";
import { restApp } from "@/server/api/rest/app";
import { trpcApp } from "@/server/api/trpc-http";
import { uploadsApp } from "@/server/api/uploads";
import { closePools } from "@/server/db/context";
import { refuseBody } from "@/server/http/body-limit";
import { DatabaseMonitor } from "@/server/http/database-monitor";
import { answerPlainly, SENTENCES } from "@/server/http/plain-answers";
import { isFromOurPages } from "@/server/http/same-origin";
import { setApiHeaders, setSecurityHeaders } from "@/server/http/security-headers";
import { describeError, log, newTraceId } from "@/server/shared/log";

/**
 * The one HTTP server of the process. Hono answers other systems (`/api/v1`), the pages' calls (`/api/trpc`) and
 * `/health`; Next answers everything else.
 */
export type HeliuServer = {
  /** Begins to listen and returns the port (useful with 0). */
  listen: (port: number, host?: string) => Promise<number>;
  /** Takes no new request, lets running ones end for at most ten seconds, then closes the database pools. */
  close: () => Promise<void>;
};

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What Next offers to a server that contains it. */
export type Pages = { handle: Handler; close: () => Promise<void> };

const CLOSE_WITHIN_MS = 10_000;
const API = /^\/(api\/v1|api\/trpc|download|upload|open|health)(\/|$)/;
/** Files that a page needs even while the database is down. */
const STATIC = /^\/(_next\/static|favicon|icon|robots\.txt)/;

/**
 * Puts the server together without listening.
 * @param pages Next, already prepared; without it (API tests, benchmarks) every page is 404
 */
export function createServer(pages?: Pages): HeliuServer {
  const monitor = new DatabaseMonitor();
  const api = getRequestListener(apiApp(monitor).fetch, { overrideGlobalObjects: false });
  const server = http.createServer((request, response) => {
    answer(request, response).catch((error: unknown) => fail(request, response, error));
  });
  // A slow client may not hold a connection for ever; an upload of gigabytes may take its time.
  server.headersTimeout = 20_000;
  server.requestTimeout = 30 * 60_000;
  server.keepAliveTimeout = 65_000;

  const answer: Handler = async (request, response) => {
    const method = request.method ?? "GET";
    const pathname = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const isApi = API.test(pathname);
    if (isApi) setApiHeaders(response, { secure: isSecure(request) });
    else setSecurityHeaders(request, response, { secure: isSecure(request) });
    const refused = refuseBody(method, pathname, request.headers);
    if (refused) return answerPlainly(request, response, refused === 413 ? "tooLarge" : "lengthRequired");
    if (!isFromOurPages(method, request.headers, hostOf(request))) {
      return answerPlainly(request, response, "foreignOrigin");
    }
    if (isApi) return api(request, response);
    if (!pages) {
      response.statusCode = 404;
      response.end();
      return;
    }
    if (!STATIC.test(pathname) && !(await monitor.isUp())) return answerPlainly(request, response, "databaseDown");
    await pages.handle(request, response);
  };

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: async () => {
      await stopListening(server);
      await monitor.close();
      await pages?.close();
      await closePools();
    },
  };
}

/** Loads Next over the finished build in `.next`. */
export async function loadPages(directory = process.cwd()): Promise<Pages> {
  const { default: next } = await import("next");
  const app = next({ dev: false, dir: directory });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}

function apiApp(monitor: DatabaseMonitor): Hono {
  const app = new Hono();
  app.get("/health", async (c) => {
    c.header("Cache-Control", "no-store");
    if (await monitor.isUp()) return c.json({ status: "ok", database: "up" });
    return c.json({ status: "unavailable", database: "down", message: SENTENCES.databaseDown }, 503);
  });
  app.route("/", trpcApp);
  app.route("/", uploadsApp);
  app.route("/", fileDownloadsApp);
  app.route("/", restApp);
  app.route("/", downloadsApp);
  app.onError((error, c) => {
    const traceId = newTraceId();
    log.error("Request failed.", { traceId, method: c.req.method, ...describeError(error) });
    return c.json({ error: { code: "INTERNAL", message: SENTENCES.failed, traceId } }, 500);
  });
  return app;
}

function isSecure(request: IncomingMessage): boolean {
  return trustsProxy() && request.headers["x-forwarded-proto"] === "https";
}

/** The host that the browser sees: behind a proxy that we were told to trust, the one it forwards. */
function hostOf(request: IncomingMessage): string | undefined {
  const forwarded = request.headers["x-forwarded-host"];
  return trustsProxy() && typeof forwarded === "string" ? forwarded : request.headers.host;
}

function trustsProxy(): boolean {
  return process.env.HELIU_TRUST_PROXY === "1";
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const traceId = newTraceId();
  log.error("Request failed.", { traceId, method: request.method, ...describeError(error) });
  if (response.headersSent) response.destroy();
  else answerPlainly(request, response, "failed", { traceId });
}

async function stopListening(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatient = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(impatient);
}
