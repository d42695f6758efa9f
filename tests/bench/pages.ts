import http from "node:http";
import type { Served } from "./harness";

/** Asking pages one after another, for benches that compare the time of one page with another's. */

export interface PageAnswer {
  milliseconds: number;
  next: string | null;
  rows: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

/** One page; any answer but a 200 fails. */
export function askPage({ port }: Served, path: string, key: string): Promise<PageAnswer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    http
      .get({ agent, port, host: "127.0.0.1", path, headers: { authorization: `Bearer ${key}` } }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const milliseconds = performance.now() - began;
          const body = Buffer.concat(parts).toString();
          if (response.statusCode !== 200) return reject(new Error(`${response.statusCode}: ${body.slice(0, 300)}`));
          const page = JSON.parse(body) as { rows: unknown[]; next: string | null };
          resolve({ milliseconds, next: page.next, rows: page.rows.length });
        });
      })
      .on("error", reject);
  });
}
