import { expect, it } from "vitest";
import { LOGINS } from "@/server/db/connections";
import { checkLogins } from "@/server/db/logins";
import { migrate, readMigrations } from "@/server/db/migrate";
import { testDatabase } from "@/tests/harness/database";

const database = testDatabase();

it("applies every migration once and finds nothing to do the second time", async () => {
  expect(await migrate(database.adminUrl)).toEqual([]);
  const { rows } = await database.admin.query(
    "select migration_name as name from public._prisma_migrations order by 1",
  );
  expect(rows.map((row) => row.name)).toEqual(readMigrations().map((migration) => migration.name));
});

it("keeps the history of migrations from every application login, though it is there", async () => {
  for (const login of LOGINS) {
    const reading = database.as(login, (client) => client.query("select from public._prisma_migrations"));
    await expect(reading).rejects.toThrow(/permission denied/);
  }
  const { rowCount } = await database.admin.query("select from public._prisma_migrations");
  expect(rowCount).toBeGreaterThan(0);
});

it("refuses a migration that was edited after it was applied", async () => {
  await database.admin.query(
    "update public._prisma_migrations set checksum = 'edited' where migration_name = (select min(migration_name) from public._prisma_migrations)",
  );
  await expect(migrate(database.adminUrl)).rejects.toThrow(/edited after it was applied/);
});

it("finds no privilege on any login of a fresh database", async () => {
  await expect(checkLogins(database.adminUrl)).resolves.toBeUndefined();
});
