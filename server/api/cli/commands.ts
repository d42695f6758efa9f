import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Platform, refusalIn } from "@/server/api/cli/platform";
import type { Anchor } from "@/server/audit/audit.schema";
import { receiptSchema } from "@/server/delivery/retrieval.schema";
import { verifyReceipt } from "@/server/delivery/rules/verify-receipt";

/** What a caller wrote behind a command, by option. */
export type Given = Readonly<Record<string, string | undefined>>;

/** A call that cannot be understood: exit code 2. */
export class UsageError extends Error {}

export interface Command {
  /** One line of the help: what it does. */
  says: string;
  /** Options that must be there, then those that may. */
  needs: readonly string[];
  takes?: readonly string[];
  run: (platform: Platform, given: Given) => Promise<unknown>;
}

/** Every command by its name, in the order of a city's life. Each asks the same use cases as the pages do. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  "sign-in": {
    says: "open a session; its token goes into HELIU_TOKEN",
    needs: ["city", "login"],
    takes: ["password-file", "totp-secret-file", "code", "accounts"],
    run: (platform, given) => platform.signIn(credentialsOf(given)),
  },
  "sign-out": { says: "end the session", needs: [], run: (platform) => platform.signOut() },
  me: { says: "who is signed in, and what they may do", needs: [], run: ({ api }) => api.identity.me.query() },
  cities: { says: "the cities of the platform", needs: [], run: ({ api }) => api.cities.list.query() },
  "department list": {
    says: "departments",
    needs: [],
    takes: ["search", "page"],
    run: ({ api }, { search, page }) => api.departments.list.query({ ...maybe({ search }), ...numbers({ page }) }),
  },
  "department create": {
    says: "a new department",
    needs: ["code", "name-zh", "name-en", "region"],
    takes: ["kind", "key"],
    run: ({ api }, given) =>
      api.departments.create.mutate({
        idempotencyKey: keyOf(given),
        code: need(given, "code"),
        name: { zh: need(given, "name-zh"), en: need(given, "name-en") },
        regionId: need(given, "region"),
        ...maybe({ legalKind: given.kind }),
      }),
  },
  "user list": {
    says: "people",
    needs: [],
    takes: ["search", "page"],
    run: ({ api }, { search, page }) => api.people.list.query({ ...maybe({ search }), ...numbers({ page }) }),
  },
  "user create": {
    says: "a new person; the first password and the authenticator's secret are shown once",
    needs: ["login", "name", "department"],
    takes: ["key"],
    run: ({ api }, given) =>
      api.people.create.mutate({
        idempotencyKey: keyOf(given),
        login: need(given, "login"),
        name: need(given, "name"),
        departmentId: need(given, "department"),
      }),
  },
  "user grant-role": {
    says: "a role for a person",
    needs: ["person", "role"],
    takes: ["key"],
    run: ({ api }, given) => api.people.assignRole.mutate(roleOf(given)),
  },
  "user remove-role": {
    says: "a role taken from a person",
    needs: ["person", "role"],
    takes: ["key"],
    run: ({ api }, given) => api.people.removeRole.mutate(roleOf(given)),
  },
  "entry list": {
    says: "search the city's catalogue (--in item: only the names of data items, who has this item?)",
    needs: [],
    takes: ["text", "in", "page"],
    run: ({ api }, given) => {
      if (given.in !== undefined && given.in !== "all" && given.in !== "item")
        throw new UsageError("--in is all or item");
      const { text, page } = given;
      return api.catalogue.list.query({ ...maybe({ text }), ...(given.in && { in: given.in }), ...numbers({ page }) });
    },
  },
  "entry show": {
    says: "one entry with its data items, and how an application for it goes",
    needs: ["entry"],
    run: async ({ api }, given) => {
      const entryId = need(given, "entry");
      return {
        entry: await api.catalogue.entry.query({ entryId }),
        application: await api.sharing.start.query({ entryId }),
      };
    },
  },
  "data mount": {
    says: "read a CSV or XLSX file into an entry's next version, and wait for what comes of it",
    needs: ["entry", "file"],
    takes: ["mode", "key"],
    run: mountFile,
  },
  "data list": {
    says: "versions and orders of an entry's data",
    needs: ["entry"],
    run: ({ api }, given) => api.mounting.entry.query({ entryId: need(given, "entry") }),
  },
  "request submit": {
    says: "apply for an entry's data (--fields @file.json: the words that the city's law asks for, by field)",
    needs: ["entry", "items", "fields", "from", "until"],
    takes: ["storage", "key"],
    run: ({ api }, given) =>
      api.sharing.submit.mutate({
        idempotencyKey: keyOf(given),
        entryId: need(given, "entry"),
        dataItems: need(given, "items").split(","),
        fields: jsonOf(given, "fields") as Record<string, string>,
        from: need(given, "from"),
        until: need(given, "until"),
        storage: given.storage === "true",
      }),
  },
  "case list": {
    says: "cases that one may see",
    needs: [],
    takes: ["state", "page"],
    run: ({ api }, { state, page }) => {
      if (state !== undefined && state !== "open" && state !== "ended")
        throw new UsageError("--state is open or ended");
      return api.cases.list.query({ ...(state && { state }), ...numbers({ page }) });
    },
  },
  "case show": {
    says: "where a case stands, its facts, and the acts that one may do now",
    needs: ["case"],
    run: ({ api }, given) => api.cases.byId.query({ caseId: need(given, "case") }),
  },
  "case file": {
    says: "begin any procedure (--input @file.json: what cases.file takes)",
    needs: ["input"],
    takes: ["key"],
    run: (platform, given) => platform.mutate("cases.file", withKey(given)),
  },
  "case act": {
    says: "do an act of a case (--content @file.json: reason, legalBasis, fields, grant …)",
    needs: ["case", "act"],
    takes: ["as", "content", "version", "key"],
    run: async (platform, given) => {
      const caseId = need(given, "case");
      const version = given.version ? Number(given.version) : (await platform.api.cases.byId.query({ caseId })).version;
      return platform.mutate("cases.act", {
        idempotencyKey: keyOf(given),
        ...{ caseId, version, act: need(given, "act") },
        ...maybe({ as: given.as }),
        ...(given.content && { content: jsonOf(given, "content") }),
      });
    },
  },
  "grant list": {
    says: "grants that one's department gives or has",
    needs: [],
    takes: ["entry", "page"],
    run: ({ api }, { entry, page }) => api.grants.list.query({ ...maybe({ entryId: entry }), ...numbers({ page }) }),
  },
  "grant show": {
    says: "a grant with its scope, keys and use",
    needs: ["grant"],
    run: ({ api }, given) => api.grants.byId.query({ grantId: need(given, "grant") }),
  },
  "grant suspend": stopping("suspend", "stop a grant for a time"),
  "grant resume": stopping("resume", "let a suspended grant go on"),
  "grant revoke": stopping("revoke", "end a grant for good"),
  "key create": {
    says: "a key of a grant for a system; shown once",
    needs: ["grant", "label"],
    takes: ["valid-until", "key"],
    run: ({ api }, given) =>
      api.grants.createKey.mutate({
        idempotencyKey: keyOf(given),
        grantId: need(given, "grant"),
        label: need(given, "label"),
        ...maybe({ validUntil: given["valid-until"] }),
      }),
  },
  "key revoke": {
    says: "end a key",
    needs: ["grant", "id"],
    takes: ["key"],
    run: ({ api }, given) =>
      api.grants.revokeKey.mutate({
        idempotencyKey: keyOf(given),
        grantId: need(given, "grant"),
        keyId: need(given, "id"),
      }),
  },
  "receipt show": {
    says: "the call receipt of an access record",
    needs: ["record"],
    run: async ({ api }, given) => (await api.grants.retrieval.query({ recordId: need(given, "record") })).receipt,
  },
  "receipt verify": {
    says: "check a receipt by itself (--file receipt.json), and with --online also at the platform",
    needs: ["file"],
    takes: ["online"],
    run: checkReceiptFile,
  },
  "audit list": {
    says: "what was done in the city",
    needs: [],
    takes: ["act", "cursor"],
    run: ({ api }, { act, cursor }) => api.audit.list.query(maybe({ act, cursor })),
  },
  "audit check": {
    says: "compute the evidence chain again; --anchors compares it with what was kept outside",
    needs: [],
    takes: ["anchors"],
    run: checkWholeChain,
  },
  ask: {
    says: "any question of the API by its name (--input JSON or @file.json)",
    needs: ["procedure"],
    takes: ["input"],
    run: (platform, given) => platform.query(need(given, "procedure"), given.input && jsonOf(given, "input")),
  },
  do: {
    says: "any act of the API by its name; an idempotency key is added where none is given",
    needs: ["procedure"],
    takes: ["input", "key"],
    run: (platform, given) => platform.mutate(need(given, "procedure"), withKey(given)),
  },
};

function stopping(act: "suspend" | "resume" | "revoke", says: string): Command {
  return {
    says,
    needs: ["grant", "reason"],
    takes: ["key"],
    run: async ({ api }, given) => {
      const grantId = need(given, "grant");
      const { version } = await api.grants.byId.query({ grantId });
      return api.grants[act].mutate({
        idempotencyKey: keyOf(given),
        ...{ grantId, version, reason: need(given, "reason") },
      });
    },
  };
}

const LOOK_AGAIN_MS = 500;

/** `sound` is false where the file was refused: the report says which rows and why. */
async function mountFile({ api, upload }: Platform, given: Given) {
  const file = need(given, "file");
  const uploadId = await upload(file, /\.xlsx$/i.test(file) ? "xlsx" : "csv");
  const order = { entryId: need(given, "entry"), uploadId, ...(given.mode && { mode: given.mode as "replace" }) };
  let job = await api.mounting.order.mutate({ idempotencyKey: keyOf(given), ...order });
  while (job.state === "queued" || job.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    job = await api.mounting.job.query({ jobId: job.id });
  }
  return { sound: job.state === "succeeded", ...job };
}

async function checkReceiptFile(platform: Platform, given: Given) {
  const receipt = receiptSchema.safeParse(jsonOf(given, "file", true));
  if (!receipt.success) throw new UsageError("--file is no call receipt (heliu-receipt-1)");
  const { city, recordId, leaf } = receipt.data;
  const verdict = verifyReceipt(receipt.data);
  const platformSays =
    given.online === "true" ? await platform.api.portal.receipt.query({ city, recordId, code: leaf }) : undefined;
  const sound = verdict === "sound" && (platformSays === undefined || platformSays.verdict === "genuine");
  return { sound, verdict, ...(platformSays && { platform: platformSays }) };
}

async function checkWholeChain({ api }: Platform, given: Given) {
  const first = await api.audit.chain.query({ after: 0, limit: 200 });
  const broken = [...first.broken];
  let checked = first.checked;
  for (let after = first.next; after !== null; ) {
    const part = await api.audit.chain.query({ after, limit: 200 });
    broken.push(...part.broken);
    checked += part.checked;
    after = part.next;
  }
  const missing = given.anchors ? await anchorsThatFail(api, given.anchors) : [];
  const sound = broken.length === 0 && first.unsealed === 0 && missing.length === 0;
  return { sound, checked, newest: first.newest, broken, unsealed: first.unsealed, anchorsThatFail: missing };
}

/** Lines that were kept outside and that the chain of today does not have. */
async function anchorsThatFail(api: Platform["api"], file: string): Promise<Anchor[]> {
  const kept = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Anchor);
  const failing: Anchor[] = [];
  for (const anchor of kept) {
    const seal = await api.audit.seal.query({ seq: anchor.seq }).catch((error: unknown) => {
      if (refusalIn(error)?.code === "NOT_FOUND") return null;
      throw error;
    });
    if (seal?.hash !== anchor.hash) failing.push(anchor);
  }
  return failing;
}

function credentialsOf(given: Given) {
  const [tenantId, login] = [need(given, "city"), need(given, "login")];
  if (given.accounts) {
    const accounts = jsonOf(given, "accounts", true) as {
      tenantId: string;
      login: string;
      password: string;
      totpSecret: string;
    }[];
    const account = accounts.find((each) => each.tenantId === tenantId && each.login === login);
    if (!account) throw new UsageError(`--accounts has no ${login} of ${tenantId}`);
    return { tenantId, login, password: account.password, totpSecret: account.totpSecret };
  }
  const password = given["password-file"] ? lineOf(given["password-file"]) : process.env.HELIU_PASSWORD;
  if (!password)
    throw new UsageError("the password comes from --password-file or HELIU_PASSWORD, never from an option");
  const totpSecret = given["totp-secret-file"] ? lineOf(given["totp-secret-file"]) : process.env.HELIU_TOTP_SECRET;
  return { tenantId, login, password, ...maybe({ totpSecret, code: given.code }) };
}

function roleOf(given: Given) {
  const role = need(given, "role") as "data_officer"; // the API knows the list and says what is wrong
  return { idempotencyKey: keyOf(given), personId: need(given, "person"), role };
}

function withKey(given: Given): unknown {
  const input = given.input ? jsonOf(given, "input") : {};
  return { idempotencyKey: keyOf(given), ...(input as object) };
}

function keyOf({ key }: Given): string {
  return key ?? randomUUID();
}

function need(given: Given, option: string): string {
  const value = given[option];
  if (value === undefined) throw new UsageError(`--${option} is missing`);
  return value;
}

/** JSON behind an option, or in the file that it names: `@file.json`, or the option is a file by its nature. */
function jsonOf(given: Given, option: string, file = false): unknown {
  const value = need(given, option);
  try {
    return JSON.parse(file || value.startsWith("@") ? readFileSync(value.replace(/^@/, ""), "utf8") : value);
  } catch (error) {
    throw new UsageError(`--${option}: ${error instanceof Error ? error.message : error}`);
  }
}

function lineOf(file: string): string {
  return readFileSync(file, "utf8").trim();
}

function maybe<T extends Record<string, unknown>>(given: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

function numbers<T extends Record<string, string | undefined>>(given: T): { [K in keyof T]?: number } {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]])),
  ) as never;
}
