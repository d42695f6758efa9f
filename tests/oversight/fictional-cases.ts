import { randomUUID } from "node:crypto";
import type pg from "pg";

/** A city with one asking and several providing departments, made straight in the database for tests of the rollups. */
export interface FictionalCity {
  tenantId: string;
  regions: string[];
  asker: { departmentId: string; personId: string };
  /** By region: the department whose data is asked for, and one entry of it. */
  providers: Map<string, { departmentId: string; entryId: string }>;
}

/**
 * Arranges departments, a person and entries in a tenant; the tenant and its regions are made when they are not there.
 * @param regions region codes, the city's own first
 */
export async function arrangeCity(
  admin: pg.Pool,
  tenantId: string,
  regions: string[] = ["990100"],
): Promise<FictionalCity> {
  const [own = "990100"] = regions;
  await admin.query(
    `insert into app.tenant (id, kind, name_zh, name_en, province) values ($1, 'city', $1, $1, 'province-test') on conflict do nothing`,
    [tenantId],
  );
  await admin.query(
    `insert into app.region (tenant_id, id, parent_id, name_zh, name_en, level)
     select $1, r, nullif($2, r), r, r, case when r = $2 then 'city' else 'county' end
       from unnest($3::text[]) with ordinality u(r, n) order by n on conflict do nothing`,
    [tenantId, own, regions],
  );
  const asker = { departmentId: await department(admin, tenantId, own, "asker"), personId: randomUUID() };
  await admin.query(
    "insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2, $3, 'asker', 'Asker')",
    [tenantId, asker.personId, asker.departmentId],
  );
  const providers: FictionalCity["providers"] = new Map();
  for (const region of regions) {
    const departmentId = await department(admin, tenantId, region, `provider-${region}`);
    const entryId = randomUUID();
    await admin.query(
      `insert into app.catalogue_entry (tenant_id, id, code, department_id, region_id, name_zh, theme, sharing_class, opening_class, update_cycle)
       values ($1, $2, $3, $4, $5, '测试目录', '测试', 'conditional', 'withheld', 'monthly')`,
      [tenantId, entryId, `entry-${region}`, departmentId, region],
    );
    providers.set(region, { departmentId, entryId });
  }
  return { tenantId, regions, asker, providers };
}

async function department(admin: pg.Pool, tenantId: string, region: string, code: string): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `insert into app.department (tenant_id, id, code, region_id, kind, name_zh, name_en) values ($1, $2, $3, $4, 'department', $3, $3)`,
    [tenantId, id, code, region],
  );
  return id;
}

export interface CasesGiven {
  count: number;
  filedAt: string;
  dueAt?: string;
  region?: string;
  procedure?: string;
  /** How they end; left out = they stay open. */
  outcome?: "granted" | "refused" | "settled";
  /** Nobody decided: time ran out where silence counts as an answer. */
  deemed?: boolean;
  onTime?: boolean;
  late?: boolean;
}

/** Files cases and lets them end as the application does it, row by row, so that the trigger counts them. */
export async function fileCases(admin: pg.Pool, city: FictionalCity, given: CasesGiven): Promise<void> {
  const provider = city.providers.get(given.region ?? city.regions[0] ?? "");
  if (!provider) throw new Error(`no provider in ${given.region}`);
  const { rows } = await admin.query<{ id: string }>(
    `insert into app."case" (tenant_id, number, procedure, book_date, entry_id, region_id, requester_department_id, requester_person_id,
        provider_department_id, application, stage, waiting_on, filed_at, stage_since, due_at, version)
     select $1, gen_random_uuid()::text, $2, '2026-01-01', $3, e.region_id, $4, $5, e.department_id, '{}', 'review', '{provider}', $6, $6, $7, 1
       from app.catalogue_entry e, generate_series(1, $8) where e.tenant_id = $1 and e.id = $3
     returning id`,
    [
      city.tenantId,
      given.procedure ?? "sharing.conditional",
      provider.entryId,
      city.asker.departmentId,
      city.asker.personId,
      given.filedAt,
      given.dueAt ?? null,
      given.count,
    ],
  );
  const ids = rows.map(({ id }) => id);
  if (given.late) await admin.query(`update app."case" set overdue_at = filed_at where id = any ($1)`, [ids]);
  if (given.outcome) {
    await admin.query(
      `update app."case" set stage = null, waiting_on = '{}', outcome = $2, decided_at = filed_at, decided_on_time = $3, version = 2 where id = any ($1)`,
      [ids, given.outcome, given.deemed ? null : (given.onTime ?? true)],
    );
  }
}

/** A live session of a person with these roles; returns its token. */
export async function openSession(
  admin: pg.Pool,
  person: { tenantId: string; departmentId: string | null; roles: string[] },
): Promise<string> {
  const token = randomUUID() + randomUUID();
  const id = randomUUID();
  await admin.query("insert into app.person (tenant_id, id, department_id, login, name) values ($1, $2, $3, $4, 'N')", [
    person.tenantId,
    id,
    person.departmentId,
    `p-${id}`,
  ]);
  for (const role of person.roles) {
    await admin.query("insert into app.role_assignment (tenant_id, person_id, role) values ($1, $2, $3)", [
      person.tenantId,
      id,
      role,
    ]);
  }
  await admin.query(
    `insert into ctx.session (token_hash, tenant_id, person_id, factor, opened_at, expires_at)
     values (sha256(convert_to($1, 'UTF8')), $2, $3, 'totp', now(), now() + interval '1 hour')`,
    [token, person.tenantId, id],
  );
  return token;
}
