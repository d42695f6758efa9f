import type { Tx } from "@/server/db/context";
import type { Statement } from "@/server/usage/usage.schema";

interface Row {
  id: string;
  seq: number;
  kind: "use" | "destruction";
  scenario: string;
  process: string;
  effect: string;
  storage: string;
  destroyedOn: string | null;
  method: string;
  witness: string;
  person: string;
  at: Date;
}

/** What was stated of a grant's use, newest first, as far as this person may see the grant. */
export async function listStatementRows(tx: Tx, tenantId: string, grantId: string): Promise<Statement[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select s.id, s.seq, s.kind, s.scenario, s.process, s.effect, s.storage, s.destroyed_on::text as "destroyedOn", s.method, s.witness,
      coalesce(p.name, '') as person, s.at
    from app.use_statement s left join app.person p on p.tenant_id = s.tenant_id and p.id = s.person_id
    where s.tenant_id = ${tenantId} and s.grant_id = ${grantId}::uuid order by s.seq desc`;
  return rows.map(statementOf);
}

function statementOf({ id, seq, kind, person, at, ...said }: Row): Statement {
  const stated = { id, seq, person, at };
  if (kind === "destruction")
    return { ...stated, kind, destroyedOn: said.destroyedOn ?? "", method: said.method, witness: said.witness };
  return {
    ...stated,
    kind,
    scenario: said.scenario,
    process: said.process,
    effect: said.effect,
    storage: said.storage,
  };
}

export interface NewStatement {
  id: string;
  grantId: string;
  kind: "use" | "destruction";
  scenario?: string;
  process?: string;
  effect?: string;
  storage?: string;
  destroyedOn?: string;
  method?: string;
  witness?: string;
  personId: string;
  departmentId: string;
  at: Date;
}

/** Adds a statement under the grant's next number; of two at the same moment one meets the unique key and is tried again by its person. */
export async function saveStatement(tx: Tx, tenantId: string, row: NewStatement): Promise<void> {
  await tx.$executeRaw`
    insert into app.use_statement (tenant_id, id, grant_id, seq, kind, scenario, process, effect, storage, destroyed_on, method, witness,
      person_id, department_id, at)
    select ${tenantId}, ${row.id}::uuid, ${row.grantId}::uuid,
      coalesce((select max(s.seq) from app.use_statement s where s.tenant_id = ${tenantId} and s.grant_id = ${row.grantId}::uuid), 0) + 1,
      ${row.kind}, ${row.scenario ?? ""}, ${row.process ?? ""}, ${row.effect ?? ""}, ${row.storage ?? ""}, ${row.destroyedOn ?? null}::date,
      ${row.method ?? ""}, ${row.witness ?? ""}, ${row.personId}::uuid, ${row.departmentId}::uuid, ${row.at}::timestamptz`;
}
