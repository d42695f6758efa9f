import http from "node:http";
import pg from "pg";
import { connectionFor } from "@/server/db/connections";

/** The hand-written server: node:http and `pg`, nothing between. Prints its port. */
const pool = new pg.Pool({ ...connectionFor("heliu_workspace"), max: 16 });
pool.on("error", () => process.exit(0)); // the database stops when the benchmark is over
const PATH = /^\/api\/v1\/resources\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/rows$/;
const COLUMNS = "uscc,name,legal_person,phone,district,capital";
const KNOWN = new Set(["columns", "limit", "after", "purpose", "filter.district"]);
const REFUSED: Record<string, number> = {
  missing: 404,
  ended: 403,
  purpose: 403,
  limit: 429,
  invalid: 400,
  "moved-on": 400,
};

interface Page {
  status: string;
  access_id: string;
  wait: number | null;
  body: string;
  next: string | null;
}

const server = http.createServer(async (request, response) => {
  const refuse = (status: number, headers = {}) => response.writeHead(status, headers).end();
  try {
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const entry = PATH.exec(path)?.[1];
    if (request.method !== "GET" || !entry) return refuse(404);
    const key = /^Bearer (hk_[A-Za-z0-9_-]{43})$/i.exec(request.headers.authorization ?? "")?.[1];
    if (!key) return refuse(401);
    const parameters = new URLSearchParams(query);
    const names = [...parameters.keys()];
    // A parameter that means nothing, or is there twice, is refused: a misspelt condition never widens an answer.
    if (names.some((name) => !KNOWN.has(name)) || new Set(names).size < names.length) return refuse(400);
    const limit = Number(parameters.get("limit") ?? 100);
    const district = parameters.get("filter.district");
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000 || !district || district.length > 200) return refuse(400);
    if ((parameters.get("columns") ?? COLUMNS) !== COLUMNS) return refuse(400);
    const stated = request.headers["heliu-purpose"];
    const purpose = stated === undefined ? parameters.get("purpose") : decodeURIComponent(String(stated));
    const address = request.socket.remoteAddress?.replace(/^::ffff:/, "");
    const { rows } = await pool.query<Page>({
      name: "page",
      text: "call bench.page($1, $2, $3, $4, $5, $6, null, null, null, null, null)",
      values: [`${key} ${address}`, entry, district, parameters.get("after"), limit, purpose],
    });
    const page = rows[0];
    if (page?.status !== "ok") {
      return refuse(REFUSED[page?.status ?? ""] ?? 500, page?.wait ? { "Retry-After": String(page.wait) } : {});
    }
    const next = page.next === null ? "null" : `"${page.next}"`;
    const body = Buffer.from(
      `{"resource":"${entry}","accessRecord":"${page.access_id}","rows":${page.body},"next":${next}}`,
    );
    response.writeHead(200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": body.length,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
    response.end(body);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "28000") refuse(401);
    else refuse(error instanceof URIError ? 400 : 500);
  }
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.(address.port);
});
