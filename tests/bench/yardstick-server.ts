import http from "node:http";
import pg from "pg";
import { connectionFor } from "@/server/db/connections";

/** The hand-written server: node:http and `pg`, nothing between. Prints its port. */
const pool = new pg.Pool({ ...connectionFor("heliu_workspace"), max: 16 });
pool.on("error", () => process.exit(0)); // the database stops when the benchmark is over
const PATH = /^\/api\/v1\/resources\/([0-9a-f-]{36})\/rows$/;

const server = http.createServer(async (request, response) => {
  try {
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const entry = PATH.exec(path)?.[1];
    const key = /^Bearer (hk_\S{43})$/.exec(request.headers.authorization ?? "")?.[1];
    const parameters = new URLSearchParams(query);
    const limit = Number(parameters.get("limit") ?? 100);
    if (!entry || !key || !(limit >= 1 && limit <= 1000)) {
      response.writeHead(404).end();
      return;
    }
    const { rows } = await pool.query<{ status: string; access_id: string; body: string; next: string | null }>({
      name: "page",
      text: "call bench.page($1, $2, $3, $4, $5, null, null, null, null)",
      values: [key, entry, parameters.get("filter.district"), parameters.get("after") ?? 0, limit],
    });
    const page = rows[0];
    if (page?.status !== "ok") {
      response.writeHead(page?.status === "missing" ? 404 : 403).end();
      return;
    }
    const body = Buffer.from(
      `{"resource":"${entry}","accessRecord":"${page.access_id}","rows":${page.body},"next":${page.next ?? "null"}}`,
    );
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Content-Length": body.length });
    response.end(body);
  } catch {
    response.writeHead(500).end();
  }
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.(address.port);
});
