import { expect, it } from "vitest";
import { beginSeed, finishSeed, seedState } from "@/server/db/seed-state";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();

it("tells an empty database from one half seeded and one seeded whole", async () => {
  expect(await seedState(database.adminUrl)).toBe("empty");
  await beginSeed(database.adminUrl);
  expect(await seedState(database.adminUrl)).toBe("begun");
  await finishSeed(database.adminUrl);
  expect(await seedState(database.adminUrl)).toBe("finished");
});

it("makes transactions wait for the disk again once the seed is finished", async () => {
  // Asked of the database's own settings: the tests' server as a whole never waits for its disk.
  const settings = async () => {
    const { rows } = await database.admin.query<{ setting: string }>(
      "select unnest(setconfig) as setting from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = current_database()",
    );
    return rows.map((row) => row.setting);
  };
  await beginSeed(database.adminUrl);
  expect(await settings()).toEqual(["synchronous_commit=off"]);
  await finishSeed(database.adminUrl);
  expect(await settings()).toEqual([]);
});
