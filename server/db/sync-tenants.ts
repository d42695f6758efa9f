import type pg from "pg";
import { syncRoleRules } from "@/server/identity/roles";
import { type PolicyBook, type Province, registerRules, type Silence } from "@/server/law";
import { departmentIdOf } from "@/server/shared/department-id";

export { departmentIdOf };

/** The operator's own tenant: it holds no city's data. */
const PLATFORM = "platform";
const PLATFORM_REGION = "000000";

/** Two nodes that start together take turns. */
const LOCK = 72_707_372;

/** How many rows the files describe, for the line that boot prints. */
export interface SyncedTenants {
  tenants: number;
  regions: number;
  departments: number;
  retired: number;
}

interface TenantRow {
  id: string;
  kind: "city" | "province" | "platform";
  name_zh: string;
  name_en: string;
  province: string;
  direct_unconditional: boolean;
  publishes_restrictions?: boolean;
}
interface RegionRow {
  tenant_id: string;
  id: string;
  parent_id: string | null;
  name_zh: string;
  name_en: string;
  level: "city" | "county";
}
interface DepartmentRow {
  tenant_id: string;
  id: string;
  code: string;
  region_id: string;
  kind: string;
  name_zh: string;
  name_en: string;
}
interface SilenceRow extends Pick<Silence, "procedure" | "stage" | "enters" | "ends"> {
  tenant_id: string;
  valid_from: string;
  valid_until: string | null;
}
interface Structure {
  tenants: TenantRow[];
  regions: RegionRow[];
  departments: DepartmentRow[];
}

/**
 * Makes tenants, regions, departments, role rules, what silence decides and who keeps which register in the database equal to the files, in one transaction
 * as their owner. A department that vanished from its file retires; one that a city's administrator changed or added here is
 * left as the administrator put it.
 * @param admin the database's administrator, connected and outside a transaction
 */
export async function syncTenants(
  admin: pg.Client,
  books: Iterable<PolicyBook>,
  provinces: readonly Province[],
): Promise<SyncedTenants> {
  const cities = [...books];
  const structure = structureOf(cities, provinces);
  await admin.query("begin");
  try {
    await admin.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await admin.query("set local role heliu_owner");
    await writeTenants(admin, structure.tenants);
    await writeRegions(admin, structure.regions);
    await writeDepartments(admin, structure.departments);
    const retired = await retireVanished(admin, structure);
    await writeSilences(admin, cities);
    await writeRegisterRules(admin, cities);
    await admin.query("commit");
    await syncRoleRules(admin);
    return {
      tenants: structure.tenants.length,
      regions: structure.regions.length,
      departments: structure.departments.length,
      retired,
    };
  } catch (error) {
    await admin.query("rollback").catch(() => undefined);
    throw error;
  }
}

function structureOf(books: PolicyBook[], provinces: readonly Province[]): Structure {
  const cities = books.map(cityStructure);
  return merge([platformStructure(), ...provinces.map(provinceStructure), ...cities]);
}

function merge(parts: Structure[]): Structure {
  return {
    tenants: parts.flatMap((part) => part.tenants),
    regions: parts.flatMap((part) => part.regions),
    departments: parts.flatMap((part) => part.departments),
  };
}

function cityStructure({ city, departments, on }: PolicyBook): Structure {
  return {
    tenants: [
      {
        id: city.id,
        kind: "city",
        name_zh: city.names.zh,
        name_en: city.names.en,
        province: city.province.tenant,
        direct_unconditional: takesUnconditionalDirectly({ city, on }),
        publishes_restrictions: on(new Date()).value("opening.publish_basis_for_restriction").value === true,
      },
    ],
    regions: city.regions.map(({ code, names }) => ({
      tenant_id: city.id,
      id: code,
      parent_id: code === city.regionCode ? null : city.regionCode,
      name_zh: names.zh,
      name_en: names.en,
      level: code === city.regionCode ? "city" : "county",
    })),
    departments: departments.map(({ code, region, kind, names }) => ({
      tenant_id: city.id,
      id: departmentIdOf(city.id, code),
      code,
      region_id: region,
      kind,
      name_zh: names.zh,
      name_en: names.en,
    })),
  };
}

/** Whether the edition in force leads an unconditional filing straight to an end that grants. */
function takesUnconditionalDirectly({ on }: Pick<PolicyBook, "city" | "on">): boolean {
  const { filing, ends } = on(new Date()).procedure("sharing.unconditional");
  const { to } = filing;
  return "end" in to && ends.some(({ id, grants }) => id === to.end && grants);
}

function provinceStructure({ tenant, code, names }: Province): Structure {
  return office({
    tenant: { id: tenant, kind: "province", names },
    region: code,
    department: {
      kind: "oversight",
      names: { zh: `${names.zh}政务数据主管部门`, en: `Data Authority of ${names.en}` },
    },
  });
}

function platformStructure(): Structure {
  return office({
    tenant: { id: PLATFORM, kind: "platform", names: { zh: "平台运营方", en: "Platform operator" } },
    region: PLATFORM_REGION,
    department: { kind: "operator", names: { zh: "平台运营部", en: "Platform operations" } },
  });
}

/** A tenant of one region and one department, named after its kind. */
function office(given: {
  tenant: { id: string; kind: "province" | "platform"; names: { zh: string; en: string } };
  region: string;
  department: { kind: "oversight" | "operator"; names: { zh: string; en: string } };
}): Structure {
  const { id, kind, names } = given.tenant;
  const code = given.department.kind;
  return {
    tenants: [{ id, kind, name_zh: names.zh, name_en: names.en, province: id, direct_unconditional: false }],
    regions: [
      { tenant_id: id, id: given.region, parent_id: null, name_zh: names.zh, name_en: names.en, level: "city" },
    ],
    departments: [
      {
        tenant_id: id,
        id: departmentIdOf(id, code),
        code,
        region_id: given.region,
        kind: code,
        name_zh: given.department.names.zh,
        name_en: given.department.names.en,
      },
    ],
  };
}

async function writeTenants(admin: pg.Client, rows: TenantRow[]): Promise<void> {
  await admin.query(
    `insert into app.tenant as t (id, kind, name_zh, name_en, province, direct_unconditional, publishes_restrictions)
     select id, kind, name_zh, name_en, province, direct_unconditional, coalesce(publishes_restrictions, false) from jsonb_to_recordset($1)
       as w(id text, kind text, name_zh text, name_en text, province text, direct_unconditional boolean, publishes_restrictions boolean)
     on conflict (id) do update set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en,
       province = excluded.province, direct_unconditional = excluded.direct_unconditional, publishes_restrictions = excluded.publishes_restrictions`,
    [JSON.stringify(rows)],
  );
}

async function writeRegions(admin: pg.Client, rows: RegionRow[]): Promise<void> {
  await admin.query(
    `insert into app.region (tenant_id, id, parent_id, name_zh, name_en, level)
     select tenant_id, id, parent_id, name_zh, name_en, level from jsonb_to_recordset($1)
       as w(tenant_id text, id text, parent_id text, name_zh text, name_en text, level text)
     order by parent_id nulls first
     on conflict (tenant_id, id) do update set parent_id = excluded.parent_id, name_zh = excluded.name_zh,
       name_en = excluded.name_en, level = excluded.level`,
    [JSON.stringify(rows)],
  );
}

async function writeDepartments(admin: pg.Client, rows: DepartmentRow[]): Promise<void> {
  await admin.query(
    `insert into app.department as d (tenant_id, id, code, region_id, kind, name_zh, name_en)
     select tenant_id, id, code, region_id, kind, name_zh, name_en from jsonb_to_recordset($1)
       as w(tenant_id text, id uuid, code text, region_id text, kind text, name_zh text, name_en text)
     on conflict (tenant_id, id) do update set region_id = excluded.region_id, kind = excluded.kind,
       name_zh = excluded.name_zh, name_en = excluded.name_en, retired_at = null
     where d.administered_at is null`,
    [JSON.stringify(rows)],
  );
}

/** Where silence decides: the door that applies it believes these rows and nobody else. */
async function writeSilences(admin: pg.Client, books: PolicyBook[]): Promise<void> {
  const rows = books.flatMap(({ city, silences }) =>
    silences().map(
      ({ procedure, stage, from, until, enters, ends }): SilenceRow => ({
        tenant_id: city.id,
        procedure,
        stage,
        valid_from: from,
        valid_until: until,
        enters,
        ends,
      }),
    ),
  );
  await admin.query("select gate.publish_silences($1, $2)", [books.map(({ city }) => city.id), JSON.stringify(rows)]);
}

/** Who keeps and reads each register: row-level security judges by these rows. */
async function writeRegisterRules(admin: pg.Client, books: PolicyBook[]): Promise<void> {
  const rows = books.flatMap((book) =>
    registerRules(book).map(({ keepers, readers, ...rule }) => ({
      ...rule,
      tenant_id: book.city.id,
      keepers: keepers.map((code) => departmentIdOf(book.city.id, code)),
      readers: readers.map((code) => departmentIdOf(book.city.id, code)),
    })),
  );
  await admin.query("delete from app.register_rule where tenant_id = any ($1)", [books.map(({ city }) => city.id)]);
  await admin.query(
    `insert into app.register_rule (tenant_id, register, valid_from, valid_until, kept_by, keepers, read_by, readers)
     select tenant_id, register, valid_from, valid_until, kept_by, keepers, read_by, readers from jsonb_to_recordset($1)
       as w(tenant_id text, register text, valid_from date, valid_until date, kept_by text[], keepers uuid[],
         read_by text[], readers uuid[])`,
    [JSON.stringify(rows)],
  );
}

/** A department came from a file when its id follows from its code; those that no file names any more retire. */
async function retireVanished(admin: pg.Client, { tenants, departments }: Structure): Promise<number> {
  const named = new Set(departments.map(({ id }) => id));
  const { rows } = await admin.query<{ tenant_id: string; id: string; code: string }>(
    `select tenant_id, id, code from app.department
      where retired_at is null and administered_at is null and tenant_id = any ($1)`,
    [tenants.map(({ id }) => id)],
  );
  const vanished = rows.filter(({ tenant_id, id, code }) => id === departmentIdOf(tenant_id, code) && !named.has(id));
  if (vanished.length > 0) {
    await admin.query("update app.department set retired_at = ctx.now() where id = any ($1)", [
      vanished.map(({ id }) => id),
    ]);
  }
  return vanished.length;
}
