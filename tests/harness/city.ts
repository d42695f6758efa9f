import { createHash, randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { type CompileEntryInput, compileEntryInput } from "@/server/catalogue/catalogue.schema";
import { compileEntry } from "@/server/catalogue/compile-entry";
import type { Role } from "@/server/db/actor";
import { inContext, type Scope } from "@/server/db/context";
import { departmentIdOf, syncTenants } from "@/server/db/sync-tenants";
import { listBooks, listProvinces } from "@/server/law";
import { mountHostedTable } from "@/server/mounting/mount-hosted-table";
import type { TestDatabase } from "./database";

/** Somebody signed in: what a test needs to act as them. */
export interface Official {
  tenant: string;
  departmentId: string;
  personId: string;
  token: string;
  /** Runs a use case in a transaction of this person, as the router would. */
  does: <I, R>(useCase: (scope: Scope, input: I) => Promise<R>, input: I) => Promise<R>;
  /** As if the city's opening review had settled the class of an entry long ago. */
  opens: (entryId: string, openingClass: string) => Promise<void>;
  /** The same, read-only. */
  asks: <I, R>(useCase: (scope: Scope, input: I) => Promise<R>, input: I) => Promise<R>;
}

/** Loads tenants/ (and TENANTS_PATH) into a test's database. */
export async function loadCities(database: TestDatabase): Promise<void> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  try {
    await syncTenants(admin, listBooks(), listProvinces());
  } finally {
    await admin.end();
  }
}

/** A person of a department with the roles given, signed in for ten years of any clock. */
export async function official(
  database: TestDatabase,
  tenant: string,
  department: string,
  ...roles: Role[]
): Promise<Official> {
  const departmentId = departmentIdOf(tenant, department);
  const personId = randomUUID();
  const token = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(token).digest();
  const login = `${department}-${personId.slice(0, 8)}`;
  await database.admin.query(
    `insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2, $3, $4, $5)`,
    [tenant, personId, departmentId, login, `${department} ${roles[0] ?? ""}`],
  );
  for (const role of roles) {
    await database.admin.query("insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, $3)", [
      tenant,
      personId,
      role,
    ]);
  }
  await database.admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values ($1, $2, $3, 'totp', clock_timestamp(), clock_timestamp() + interval '10 years')`,
    [hash, tenant, personId],
  );
  return {
    tenant,
    departmentId,
    personId,
    token,
    does: (useCase, input) => inContext(token, { readOnly: false }, (scope) => useCase(scope, input)),
    opens: (entryId, openingClass) => opened(database, entryId, openingClass),
    asks: (useCase, input) => inContext(token, { readOnly: true }, (scope) => useCase(scope, input)),
  };
}

/** A person outside government with an account in a city, signed in. */
export async function outsider(database: TestDatabase, tenant: string): Promise<Official> {
  const personId = randomUUID();
  const token = randomBytes(32).toString("base64url");
  await database.admin.query("insert into app.person (tenant_id, id, login, name) values ($1, $2, $3, '王晓')", [
    tenant,
    personId,
    `citizen-${personId.slice(0, 8)}`,
  ]);
  await database.admin.query(
    "insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, 'public_user')",
    [tenant, personId],
  );
  await database.admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values ($1, $2, $3, 'password', clock_timestamp(), clock_timestamp() + interval '10 years')`,
    [createHash("sha256").update(token).digest(), tenant, personId],
  );
  return {
    tenant,
    departmentId: "",
    personId,
    token,
    does: (useCase, input) => inContext(token, { readOnly: false }, (scope) => useCase(scope, input)),
    opens: (entryId, openingClass) => opened(database, entryId, openingClass),
    asks: (useCase, input) => inContext(token, { readOnly: true }, (scope) => useCase(scope, input)),
  };
}

async function opened(database: TestDatabase, entryId: string, openingClass: string): Promise<void> {
  await database.admin.query("update app.catalogue_entry set opening_class = $2 where id = $1", [
    entryId,
    openingClass,
  ]);
}

/** An entry of the official's department with three items, mounted without rows: a name, a citizen id and a year. */
export async function entryOf(provider: Official, entry: Partial<CompileEntryInput> = {}): Promise<string> {
  const { entryId } = await provider.does(
    compileEntry,
    compileEntryInput.parse({
      idempotencyKey: randomUUID(),
      code: `T-${randomUUID().slice(0, 8)}`,
      nameZh: "参保人员基本信息",
      nameEn: "Insured persons",
      theme: "社会保障",
      abstractZh: "参加社会保险人员的基本情况",
      sharingClass: "conditional",
      sharingCondition: "因履行职责需要",
      sharingBasis: "《中华人民共和国社会保险法》",
      sharingBasisKind: "law",
      openingClass: "withheld",
      openingBasis: "《中华人民共和国个人信息保护法》",
      updateCycle: "daily",
      particulars: {
        format: "table",
        attributes: "个人信息",
        method: "interface",
        useRequirements: "仅限履行职责使用",
        function: "社会保险经办",
      },
      items: [
        { name: "full_name", labelZh: "姓名", labelEn: "Name", type: "text", grade: 3, mask: "name" },
        {
          name: "citizen_id",
          labelZh: "公民身份号码",
          labelEn: "Citizen id",
          type: "text",
          grade: 4,
          mask: "citizen-id",
        },
        { name: "insured_year", labelZh: "参保年份", labelEn: "Year insured", type: "integer", grade: 1, mask: "none" },
      ],
      ...entry,
    }),
  );
  if (entry.openingClass && entry.openingClass !== "withheld") await provider.opens(entryId, entry.openingClass);
  // Data is there to be taken, so that consent alone delivers it (809 art. 22).
  await mountHostedTable(provider.token, entryId, []);
  return entryId;
}
