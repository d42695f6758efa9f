import http from "node:http";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connectionFor } from "@/server/db/connections";
import { COMPANY_ITEMS } from "@/tests/delivery/companies";

/** Plain COPY through an HTTP answer: no grant, no record, no figures. `/plain` as stored, `/masked` under the same masks. */
const relation = process.env.BENCH_RELATION ?? "";
const pool = new pg.Pool({ ...connectionFor("heliu_worker"), max: 2 });
pool.on("error", () => process.exit(0)); // the database stops when the benchmark is over
const MASKED: Record<string, string> = {
  legal_person: "left(legal_person, 1) || '**'",
  citizen_id:
    "case when length(citizen_id) = 18 then left(citizen_id, 6) || '**********' || right(citizen_id, 2) when citizen_id is not null then '******' end",
  phone:
    "case when length(phone) >= 11 then left(phone, 3) || '****' || right(phone, 4) when phone is not null then '****' end",
};

const server = http.createServer(async (request, response) => {
  const names = COMPANY_ITEMS.map(({ name }) => (request.url === "/masked" ? (MASKED[name] ?? name) : name));
  const client = await pool.connect();
  try {
    const copy = client.query(copyTo(`copy (select ${names.join(", ")} from data.${relation}) to stdout (format csv)`));
    response.writeHead(200, { "Content-Type": "text/csv" });
    await pipeline(copy, response);
  } finally {
    client.release();
  }
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.(address.port);
});
