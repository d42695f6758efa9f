import { beforeAll, describe, expect, it } from "vitest";
import { LOGINS } from "@/server/db/connections";
import { testDatabase } from "@/tests/harness/database";
import { ALLOWED, LINTS } from "./lints";
import { buildWorld } from "./world";

const database = testDatabase();
beforeAll(() => buildWorld(database));

describe.each(LINTS)("$name", ({ sql, sin }) => {
  it("holds, and would be noticed if it did not", async () => {
    const client = await database.admin.connect();
    const findings = async () =>
      (await client.query<{ finding: string }>(sql, sql.includes("$1") ? [[...LOGINS]] : [])).rows
        .map((row) => row.finding)
        .filter((finding) => !(finding in ALLOWED));
    try {
      await client.query("begin");
      expect(await findings()).toEqual([]);
      await client.query(sin);
      expect(await findings()).not.toEqual([]);
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

it("lets roles that never log in pass a policy unasked only where their doors need it", async () => {
  const { rows } = await database.admin.query<{ line: string }>(`
    select format('%s %s %s', c.oid::regclass, p.polname, (select string_agg(r::regrole::text, ',') from unnest(p.polroles) r)) as line
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) = 'true' order by 1`);
  expect(rows.map((row) => row.line)).toMatchInlineSnapshot(`
    [
      "app."case" sweep heliu_gate",
      "app.access_outcome note heliu_gate",
      "app.access_record find_evidence heliu_gate",
      "app.access_record guard heliu_gate",
      "app.api_key note_use heliu_ctx",
      "app.api_key resolve_key heliu_ctx",
      "app.api_key warn heliu_gate",
      "app.audit_record note_sign_in heliu_ctx",
      "app.audit_record seal heliu_gate",
      "app.calendar_year serve heliu_gate",
      "app.case_event recount heliu_gate",
      "app.catalogue_entry facts heliu_gate",
      "app.catalogue_entry guard heliu_gate",
      "app.catalogue_entry mount heliu_data",
      "app.code_counter count heliu_gate",
      "app.code_segment count heliu_gate",
      "app.data_grant guard heliu_gate",
      "app.data_grant resolve_grant heliu_ctx",
      "app.data_item guard heliu_gate",
      "app.data_item mount heliu_data",
      "app.data_item versions heliu_gate",
      "app.dedicated_department guard heliu_gate",
      "app.department compare heliu_gate",
      "app.department resolve_department heliu_ctx",
      "app.department synchronise heliu_owner",
      "app.entry_draft versions heliu_gate",
      "app.entry_particulars guard heliu_gate",
      "app.entry_particulars versions heliu_gate",
      "app.entry_version versions heliu_gate",
      "app.evidence_seal seal heliu_gate",
      "app.hosted_table guard heliu_gate",
      "app.hosted_table mount heliu_data",
      "app.ingest_job carry_out heliu_gate",
      "app.ingest_job find_order heliu_ctx",
      "app.ingest_job finish_order heliu_data",
      "app.ingest_problem note_problems heliu_gate",
      "app.ingest_problem tell_kinds heliu_gate",
      "app.mount guard heliu_gate",
      "app.mount mount heliu_data",
      "app.open_use count heliu_gate",
      "app.person name_reader heliu_gate",
      "app.person resolve_person heliu_ctx",
      "app.person synchronise heliu_owner",
      "app.region compare heliu_gate",
      "app.region resolve_region heliu_ctx",
      "app.region synchronise heliu_owner",
      "app.register_record remind heliu_gate",
      "app.register_rule remind heliu_gate",
      "app.register_rule synchronise heliu_owner",
      "app.role_assignment resolve_roles heliu_ctx",
      "app.role_assignment synchronise heliu_owner",
      "app.rollup count heliu_gate",
      "app.saved_search tell_found heliu_gate",
      "app.sealed_record seal heliu_gate",
      "app.tenant compare heliu_gate",
      "app.tenant resolve_tenant heliu_ctx",
      "app.tenant synchronise heliu_owner",
      "app.upload clear_away heliu_gate",
      "app.upload let_go heliu_data",
      "app.upload mount heliu_data",
      "app.upstream_outcome note heliu_gate",
      "app.version_quality measure heliu_data",
      "gate.entry_search remember heliu_gate",
      "gate.projection remember heliu_gate",
      "gate.quota count heliu_gate",
      "gate.reading remember heliu_gate",
      "gate.silence remember heliu_gate",
      "gate.stale_data remember heliu_gate",
    ]
  `);
});
