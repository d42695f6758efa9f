import { describe, expect, it } from "vitest";
import { departmentIdOf, syncTenants } from "@/server/db/sync-tenants";
import { listBooks, listProvinces, type PolicyBook } from "@/server/law";
import { administer } from "@/tests/harness/cluster";
import { testDatabase } from "@/tests/harness/database";

describe("synchronising tenants", () => {
  const database = testDatabase();
  const sync = (books: PolicyBook[] = listBooks()) =>
    administer(database.adminUrl, (admin) => syncTenants(admin, books, listProvinces()));
  const department = async (code: string) =>
    (await database.admin.query("select * from app.department where tenant_id = 'fushun' and code = $1", [code]))
      .rows[0];
  /** The books with Fushun's departments replaced. */
  const withDepartments = (change: (all: PolicyBook["departments"]) => PolicyBook["departments"]) =>
    listBooks().map((book) => (book.city.id === "fushun" ? { ...book, departments: change(book.departments) } : book));

  it("makes cities, provinces and the platform with their regions and departments, once", async () => {
    const first = await sync();
    expect(first).toMatchObject({ tenants: 11, retired: 0 });
    expect(first.departments).toBeGreaterThanOrEqual(80);
    expect(await sync()).toEqual(first);
    const { rows } = await database.admin.query(
      "select id, kind, province, direct_unconditional as direct from app.tenant where kind = 'city' order by id",
    );
    expect(rows.map(({ id, direct }) => [id, direct])).toEqual([
      ["chongqing", true],
      ["fushun", true],
      ["hefei-etdz", true],
      ["leshan", true],
      ["shuozhou", false], // art. 15(一): by application with review
    ]);
    expect(await department("housing")).toMatchObject({
      id: departmentIdOf("fushun", "housing"),
      region_id: "210400",
      retired_at: null,
    });
    const { rows: rules } = await database.admin.query("select from ctx.role_rule where role = 'province_overseer'");
    expect(rules).toHaveLength(1);
  });

  it("retires a department that its file no longer names, and brings it back when it does", async () => {
    await sync();
    expect(await sync(withDepartments((all) => all.filter(({ code }) => code !== "transport")))).toMatchObject({
      retired: 1,
    });
    expect((await department("transport")).retired_at).toBeInstanceOf(Date);
    expect(await sync()).toMatchObject({ retired: 0 });
    expect((await department("transport")).retired_at).toBeNull();
  });

  it("follows a new name in the file, but not where the city's administrator changed it here", async () => {
    await sync();
    const renamed = withDepartments((all) =>
      all.map((one) => ({ ...one, names: { ...one.names, zh: `${one.names.zh}（新）` } })),
    );
    // What the application's login writes is a person's doing; the trigger marks it.
    await database.admin.query(
      `create policy test_only on app.department to heliu_workspace using (true) with check (true)`,
    );
    await database.as("heliu_workspace", (client) =>
      client.query("update app.department set name_zh = '生态环境局（代管）' where code = 'ecology'"),
    );
    expect((await department("ecology")).administered_at).toBeInstanceOf(Date);
    await sync(renamed);
    expect((await department("ecology")).name_zh).toBe("生态环境局（代管）");
    expect((await department("housing")).name_zh).toMatch(/（新）$/);
    expect((await department("housing")).administered_at).toBeNull();
  });

  it("keeps a department that was added here", async () => {
    await sync();
    await database.admin.query(
      `insert into app.department (tenant_id, id, code, region_id, kind, name_zh, name_en)
       values ('fushun', gen_random_uuid(), 'archives', '210400', 'department', '档案局', 'Archives')`,
    );
    expect(await sync()).toMatchObject({ retired: 0 });
    expect((await department("archives")).retired_at).toBeNull();
  });
});
