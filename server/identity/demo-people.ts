import { createHmac } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import type { Role } from "@/server/db/actor";
import { hashPassword } from "@/server/identity/password";
import { stableId } from "@/server/shared/stable-id";

/** A demonstration person as written to `.data/demo-accounts.json`: everything that is needed to sign in. */
export interface DemoAccount {
  tenantId: string;
  city: { zh: string; en: string };
  /** Null for a person outside government. */
  department: { zh: string; en: string } | null;
  departmentCode: string | null;
  personId: string;
  login: string;
  name: string;
  roles: Role[];
  password: string;
  /** base32, for an authenticator app; one click and password alone work too. */
  totpSecret: string;
}

interface DepartmentRow {
  tenant_id: string;
  tenant_zh: string;
  tenant_en: string;
  id: string;
  code: string;
  kind: string;
  level: "city" | "county";
  name_zh: string;
  name_en: string;
}

/**
 * Gives every department of every tenant its demonstration people: an officer and a head, officers of authorities and governments, the delegate's reviewer, the three administrators, the overseers of
 * provinces and the platform's operator. Running it again changes nothing.
 *
 * Logins follow from city and department (`fushun-public-security-officer`); passwords and TOTP secrets follow from
 * the instance's secret, so that two installations share none.
 * @param admin the database's administrator, connected and outside a transaction
 * @param secret the instance's secret
 * @returns the accounts, for `writeDemoAccounts` and for the seed, which acts through them
 */
export async function createDemoPeople(admin: pg.ClientBase, secret: Buffer): Promise<DemoAccount[]> {
  const departments = await findDepartments(admin);
  const accounts = [
    ...departments.flatMap((department) =>
      castOf(department, departments).map(({ suffix, role }) => accountOf(department, suffix, role, secret)),
    ),
    ...citizensOf(departments, secret),
  ];
  const rows: (DemoAccount & { hash: string })[] = [];
  for (const account of accounts) {
    rows.push({ ...account, hash: await hashPassword(account.password, { demo: true }) });
  }
  await save(admin, rows);
  return accounts;
}

/** Writes the list for the person who runs the demonstration, readable by the owner of the process only. */
export function writeDemoAccounts(dataFolder: string, accounts: DemoAccount[]): string {
  const file = path.join(dataFolder, "demo-accounts.json");
  const draft = `${file}.new`;
  fs.mkdirSync(dataFolder, { recursive: true });
  fs.writeFileSync(draft, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
  return file;
}

async function findDepartments(admin: pg.ClientBase): Promise<DepartmentRow[]> {
  await admin.query("begin read only");
  await admin.query("set local role heliu_owner");
  const { rows } = await admin.query<DepartmentRow>(
    `select d.tenant_id, t.name_zh as tenant_zh, t.name_en as tenant_en, d.id, d.code, d.kind, r.level, d.name_zh, d.name_en
       from app.department d
       join app.tenant t on t.id = d.tenant_id
       join app.region r on r.tenant_id = d.tenant_id and r.id = d.region_id
      where d.retired_at is null
      order by d.tenant_id, r.level, d.code`,
  );
  await admin.query("commit");
  return rows;
}

interface Part {
  suffix: string;
  role: Role;
}

/** Who works in a department. The three administrators sit in the city's own authority. */
function castOf(department: DepartmentRow, all: DepartmentRow[]): Part[] {
  const { kind } = department;
  if (kind === "department") {
    return [
      { suffix: `${department.code}-officer`, role: "data_officer" },
      { suffix: `${department.code}-head`, role: "department_head" },
    ];
  }
  if (kind === "government") return [{ suffix: `${department.code}-government`, role: "government_officer" }];
  if (kind === "delegate") return [{ suffix: `${department.code}-reviewer`, role: "delegate_reviewer" }];
  if (kind === "oversight") return [{ suffix: "overseer", role: "province_overseer" }];
  if (kind === "operator") return [{ suffix: "operator", role: "platform_operator" }];
  const officer: Part = { suffix: `${department.code}-authority`, role: "authority_officer" };
  const first = all.find((each) => each.tenant_id === department.tenant_id && each.kind === "authority");
  return first === department
    ? [
        officer,
        { suffix: "system-admin", role: "system_admin" },
        { suffix: "security-officer", role: "security_officer" },
        { suffix: "auditor", role: "auditor" },
      ]
    : [officer];
}

/** Somebody outside government in every city: who applies for open data, reports errors and misuse. */
function citizensOf(departments: DepartmentRow[], secret: Buffer): DemoAccount[] {
  const governments = departments.filter(({ kind, level }) => kind === "government" && level === "city");
  return governments.map((government) => {
    const account = accountOf(government, "citizen", "public_user", secret);
    return { ...account, department: null, departmentCode: null };
  });
}

function accountOf(department: DepartmentRow, suffix: string, role: Role, secret: Buffer): DemoAccount {
  const login = `${department.tenant_id}-${suffix}`;
  const bytes = (use: string) => createHmac("sha256", secret).update(`heliu demo ${use} ${login}`).digest();
  return {
    tenantId: department.tenant_id,
    city: { zh: department.tenant_zh, en: department.tenant_en },
    department: { zh: department.name_zh, en: department.name_en },
    departmentCode: department.code,
    personId: stableId("demo-person", department.tenant_id, login),
    login,
    name: nameOf(login),
    roles: [role],
    password: `Hl-${bytes("password").toString("hex").slice(0, 12)}-9`,
    totpSecret: base32(bytes("totp").subarray(0, 20)),
  };
}

const FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕".split("");
const GIVEN =
  "建国 秀英 志强 丽华 海涛 晓燕 明远 玉兰 文博 雪梅 俊杰 静怡 国栋 春霞 立新 慧敏 思远 雅琴 永刚 佳宁 振华 欣然 晨曦 子墨 若琳 浩然 书瑶 卫东 红梅 天佑".split(
    " ",
  );

/** A plausible name that follows from the login. */
function nameOf(login: string): string {
  const bytes = createHmac("sha256", "heliu names").update(login).digest();
  return `${FAMILY[bytes.readUInt16BE(0) % FAMILY.length]}${GIVEN[bytes.readUInt16BE(2) % GIVEN.length]}`;
}

/** RFC 4648 without padding; the bytes must be a multiple of five. */
function base32(bytes: Buffer): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join("");
}

async function save(admin: pg.ClientBase, rows: (DemoAccount & { hash: string })[]): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ tenantId, personId, departmentCode, login, name, roles, totpSecret, hash }) => ({
      tenant_id: tenantId,
      id: personId,
      code: departmentCode,
      login,
      name,
      role: roles[0],
      totp_secret: totpSecret,
      password_hash: hash,
    })),
  );
  const shape =
    "as w(tenant_id text, id uuid, code text, login text, name text, role text, totp_secret text, password_hash text)";
  await admin.query("begin");
  try {
    await admin.query("set local role heliu_owner");
    await admin.query(
      `insert into app.person (tenant_id, id, department_id, login, name, demo)
       select w.tenant_id, w.id, d.id, w.login, w.name, true from jsonb_to_recordset($1) ${shape}
         left join app.department d on d.tenant_id = w.tenant_id and d.code = w.code
       on conflict do nothing`,
      [json],
    );
    await admin.query(
      `insert into app.role_assignment (tenant_id, person_id, role)
       select w.tenant_id, w.id, w.role from jsonb_to_recordset($1) ${shape} on conflict do nothing`,
      [json],
    );
    await admin.query("set local role heliu_ctx");
    await admin.query(
      `insert into ctx.credential (tenant_id, person_id, password_hash, password_set_at, totp_secret)
       select w.tenant_id, w.id, w.password_hash, clock_timestamp(), w.totp_secret from jsonb_to_recordset($1) ${shape}
       on conflict do nothing`,
      [json],
    );
    await admin.query("commit");
  } catch (error) {
    await admin.query("rollback").catch(() => undefined);
    throw error;
  }
}
