import http from "node:http";

export interface Load {
  requests: number;
  requestsPerSecond: number;
  medianMs: number;
  p99Ms: number;
  rowsPerPage: number;
}

/** Asks pages from `concurrency` kept-alive connections for `seconds`; any answer that is not a full 200 stops the run. */
export async function load(
  port: number,
  path: (n: number) => string,
  key: string,
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  let n = 0;
  let rows = 0;
  const client = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      const count = await ask(agent, port, path(n++), key);
      rows += count;
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, client));
  const elapsed = performance.now() - began;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return {
    requests: times.length,
    requestsPerSecond: (times.length / elapsed) * 1000,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    rowsPerPage: rows / times.length,
  };
}

function ask(agent: http.Agent, port: number, path: string, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { agent, port, host: "127.0.0.1", path, headers: { authorization: `Bearer ${key}` } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const body = Buffer.concat(parts);
          if (response.statusCode !== 200) {
            reject(new Error(`${response.statusCode}: ${body.toString().slice(0, 300)}`));
            return;
          }
          // Counting objects costs less than parsing, and shows that both servers send the same.
          let count = 0;
          for (let i = body.indexOf('{"uscc"'); i >= 0; i = body.indexOf('{"uscc"', i + 1)) count++;
          resolve(count);
        });
      },
    );
    request.on("error", reject);
  });
}
