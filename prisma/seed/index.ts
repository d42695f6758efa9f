import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { adminConnection } from "@/server/db/connections";
import { closePools } from "@/server/db/context";
import { instanceSecret } from "@/server/db/logins";
import { beginSeed, finishSeed, seedState } from "@/server/db/seed-state";
import { isCivilDate, shanghaiDate } from "@/server/law";
import { isProduction } from "@/server/shared/mode";
import { seedDemonstration } from "./seed-demonstration";

/**
 * Writes the demonstration data into the database of `HELIU_DB_ADMIN`: `tsx prisma/seed/index.ts`, as `npm start` runs it.
 *
 * Nothing happens when the data is there. A database in which an earlier run was killed is refused: its history is not
 * one that people made, and `npm start` makes an embedded one anew.
 */
async function main(): Promise<void> {
  if (isProduction()) throw new Error("Production takes no demonstration data.");
  const { connectionString } = adminConnection();
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  try {
    const peopled = await hasPeople(admin);
    const state = await seedState(connectionString);
    if (peopled && state === "begun") {
      throw new Error(
        "An earlier run was interrupted and left half of the demonstration data. Empty the database first.",
      );
    }
    if (peopled) {
      console.log("The demonstration data is there already.");
      return;
    }
    if (state === "empty") await beginSeed(connectionString);
    await seedDemonstration(admin, settings());
    if (state === "empty") await finishSeed(connectionString);
  } finally {
    await admin.end();
    await closePools();
  }
}

function settings() {
  const dataFolder = path.resolve(process.env.HELIU_DATA_DIR ?? ".data");
  const today = process.env.HELIU_SEED_TODAY || shanghaiDate(new Date());
  if (!isCivilDate(today)) throw new Error(`HELIU_SEED_TODAY=${today} is not a day (YYYY-MM-DD).`);
  fs.mkdirSync(dataFolder, { recursive: true });
  return { dataFolder, secret: instanceSecret(dataFolder), today };
}

async function hasPeople(admin: pg.Client): Promise<boolean> {
  await admin.query("begin read only");
  await admin.query("set local role heliu_owner");
  const { rows } = await admin.query<{ any: boolean }>("select exists (select from app.person) as any");
  await admin.query("commit");
  return rows[0]?.any === true;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
