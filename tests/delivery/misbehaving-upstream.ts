import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A provider's interface that can do everything wrong, each under its own path; `/rows`, `/paged`, `/cursor` and `/endless` are right. */
export interface Upstream {
  origin: string;
  port: number;
  /** Requests so far: path with query, and headers. */
  asked: { url: string; headers: IncomingMessage["headers"] }[];
  /** Bytes that `/huge` wrote. */
  wrote: () => number;
  close: () => Promise<void>;
}

export const UPSTREAM_ROWS = [
  {
    code: "91210400000000001X",
    名称: "甲公司",
    tel: "13800000001",
    money: 37,
    day: "2020-02-29",
    secret: "不应出现",
  },
  { code: "91210400000000002X", 名称: "乙公司", tel: "13800000002", money: 1, day: "2021-01-01", secret: "不应出现" },
  { code: "91210400000000003X", 名称: "丙公司", tel: null, money: null, day: "", secret: "不应出现" },
];
// Written by hand: a number of JavaScript would be rounded.
const ROW_TEXTS = UPSTREAM_ROWS.map((row) => JSON.stringify(row).replace(":37,", ":12345678901234567,"));

export async function startUpstream(): Promise<Upstream> {
  const asked: Upstream["asked"] = [];
  let wrote = 0;
  const json = (response: ServerResponse, body: string, headers: Record<string, string> = {}) => {
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8", ...headers });
    response.end(body);
  };
  const never = (response: ServerResponse, headers: Record<string, string>, piece: string, everyMs: number) => {
    response.writeHead(200, { "Content-Type": "application/json", ...headers });
    const timer = setInterval(() => response.write(piece), everyMs);
    response.on("close", () => clearInterval(timer));
  };
  const flood = (response: ServerResponse) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const piece = Buffer.alloc(64 * 1024, " ");
    const pour = () => {
      while (!response.destroyed && wrote < 10 * 1024 ** 3) {
        wrote += piece.length;
        if (!response.write(piece)) {
          response.once("drain", pour);
          return;
        }
      }
    };
    pour();
  };
  const routes: Record<string, (response: ServerResponse, query: URLSearchParams) => void> = {
    "/rows": (response) => json(response, `[${ROW_TEXTS.join(",")}]`),
    "/paged": (response, query) => {
      const from = Number(query.get("offset") ?? 0);
      json(
        response,
        JSON.stringify({ data: { items: UPSTREAM_ROWS.slice(from, from + Number(query.get("size") ?? 100)) } }),
      );
    },
    "/endless": (response, query) => {
      const from = Number(query.get("offset") ?? 0);
      const items = Array.from({ length: Number(query.get("size") ?? 100) }, (_, i) => ({ code: `P${from + i}` }));
      setTimeout(() => json(response, JSON.stringify({ data: { items } })), 100);
    },
    "/cursor": (response, query) => {
      const at = query.get("cursor") === "游标/2" ? 2 : 0;
      json(
        response,
        JSON.stringify({ list: UPSTREAM_ROWS.slice(at, at + 2), page: { next: at === 0 ? "游标/2" : null } }),
      );
    },
    "/drip": (response) => never(response, {}, " ", 50),
    "/slow": () => undefined,
    "/redirect-home": (response) => response.writeHead(302, { Location: "/rows" }).end(),
    "/redirect-metadata": (response) => response.writeHead(307, { Location: "http://169.254.169.254/latest" }).end(),
    "/too-short": (response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "5000" });
      response.write("[]");
      setTimeout(() => response.destroy(), 20);
    },
    "/too-long": (response) => {
      response.socket?.end(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\n[${ROW_TEXTS[0]}]`,
      );
    },
    "/declares-10-gb": (response) => never(response, { "Content-Length": String(10 * 1024 ** 3) }, " ", 50),
    "/huge": (response) => flood(response),
    "/gzip": (response) => json(response, "[]", { "Content-Encoding": "gzip" }),
    "/html": (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<p>密码错误</p>"),
    "/fails": (response) =>
      response.writeHead(500, { "Content-Type": "application/json" }).end('{"password":"hunter2"}'),
    "/headers": (response) => json(response, "[]", { "X-Long": "x".repeat(20_000) }),
    "/not-json": (response) => json(response, "[{"),
    "/not-utf8": (response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]));
    },
    "/nul": (response) => json(response, '[{"code":"\\u0000"}]'),
    "/deep": (response) => json(response, `${"[".repeat(200_000)}${"]".repeat(200_000)}`),
    "/object": (response) => json(response, '{"rows":1}'),
    "/scalars": (response) => json(response, "[1,2]"),
    "/wrong-type": (response) => json(response, '[{"code":"x","money":"lots"}]'),
    "/no-such-day": (response) => json(response, '[{"code":"x","day":"2021-02-30"}]'),
    "/nested": (response) => json(response, '[{"code":{"$ne":""}}]'),
    "/ignores-size": (response) =>
      json(response, JSON.stringify({ data: { items: [...UPSTREAM_ROWS, ...UPSTREAM_ROWS] } })),
  };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://upstream");
    asked.push({ url: request.url ?? "", headers: request.headers });
    response.on("error", () => undefined);
    const route = routes[url.pathname];
    if (route) route(response, url.searchParams);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    asked,
    wrote: () => wrote,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
