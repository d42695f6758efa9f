import pg from "pg";
import { connectionFor } from "@/server/db/connections";

/** How old the last answer of the database may be before a request asks again, in milliseconds. */
const FRESH_MS = 500;
const PATIENCE_MS = 1_500;

/**
 * Knows whether the database answers, at the price of at most two small queries a second however many requests ask.
 * It keeps one connection of its own, so that a pool full of slow work does not look like a database that is down.
 */
export class DatabaseMonitor {
  private client: pg.Client | null = null;
  private lastAnswer = Number.NEGATIVE_INFINITY;
  private running: Promise<boolean> | null = null;

  /** Whether the database answered within the last half second, or answers now within 1.5 s. */
  isUp(): Promise<boolean> {
    if (performance.now() - this.lastAnswer < FRESH_MS) return Promise.resolve(true);
    this.running ??= this.ask().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Ends its connection. */
  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => {});
  }

  private async ask(): Promise<boolean> {
    try {
      this.client ??= await this.connect();
      await this.client.query("select 1");
      this.lastAnswer = performance.now();
      return true;
    } catch {
      const broken = this.client;
      this.client = null;
      void broken?.end().catch(() => {});
      return false;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...connectionFor("heliu_signin"),
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
      application_name: "heliu-health",
    });
    // A server that stops says so on every connection: no need to wait for the next question.
    const lost = () => {
      if (this.client !== client) return;
      this.client = null;
      this.lastAnswer = Number.NEGATIVE_INFINITY;
    };
    client.on("error", lost);
    client.on("end", lost);
    await client.connect();
    return client;
  }
}
