import { z } from "zod";

/** Ways in which an entry's data may be mounted (挂接). */
export const MOUNT_KINDS = ["table", "file", "upstream"] as const;
export type MountKind = (typeof MOUNT_KINDS)[number];

export const CREDENTIAL_KINDS = ["none", "header", "bearer", "basic"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export const PAGINGS = ["none", "offset", "page", "cursor"] as const;

/** Why an upstream gave nothing that can be passed on. The same words are kept in app.upstream_outcome. */
export const UPSTREAM_FAILURES = [
  "not-allowed",
  "unresolved",
  "unreachable",
  "timeout",
  "redirect",
  "status",
  "too-large",
  "encoded",
  "cut",
  "not-json",
  "not-rows",
  "too-many-rows",
  "bad-value",
  "credential",
] as const;
export type UpstreamFailure = (typeof UPSTREAM_FAILURES)[number];

const parameter = z
  .string()
  .trim()
  .max(60)
  .regex(/^[A-Za-z0-9_.$[\]-]*$/);
const path = z
  .string()
  .trim()
  .max(200)
  .regex(/^([^.{}\s]+(\.[^.{}\s]+)*)?$/);

/** How an upstream's answers are read. */
export const upstreamMapping = z.strictObject({
  /** Where the array of rows stands, names divided by dots; empty: the answer is the array. */
  rows: path.default(""),
  /** Our data item → their name. What is not named is not offered. */
  columns: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,40}$/), z.string().min(1).max(100)),
  paging: z.enum(PAGINGS).default("none"),
  /** Parameter for the number of rows; empty: their own. */
  limit: parameter.default("").transform((name) => name || undefined),
  /** Parameter for the offset, the page or the cursor. */
  after: parameter.default("").transform((name) => name || undefined),
  /** Number of the first page. */
  first: z.enum(["0", "1"]).default("1"),
  /** Where the next cursor stands in the answer. */
  next: path.default(""),
});
export type UpstreamMapping = z.output<typeof upstreamMapping>;

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/;
/** Headers that are the connection's own, or ours. */
const RESERVED =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|accept.*|user-agent|proxy-.*|expect|cookie)$/i;

export const upstreamCredential = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("header"),
    name: z
      .string()
      .regex(HEADER)
      .refine((name) => !RESERVED.test(name)),
    secret: secretOf(),
  }),
  z.strictObject({ kind: z.literal("bearer"), secret: secretOf() }),
  z.strictObject({ kind: z.literal("basic"), secret: secretOf() }),
]);

/** A secret that fits a header: printable ASCII. Absent: the one that is kept. Basic: `user:password`. */
function secretOf() {
  return z
    .string()
    .min(1)
    .max(4_000)
    .regex(/^[\x20-\x7e]+$/)
    .optional();
}

const upstream = z.strictObject({
  address: z.string().trim().min(1).max(2_000),
  credential: upstreamCredential,
  mapping: upstreamMapping,
});
export type UpstreamSettings = z.output<typeof upstream>;

export const readMountInput = z.strictObject({ entryId: z.uuid() });

export const changeMountInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  /** The mount that the person was looking at; another one answers STALE. */
  seq: z.int().min(0),
  to: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("table") }),
    upstream.extend({ kind: z.literal("upstream") }),
    z.strictObject({ kind: z.literal("file"), uploadId: z.uuid() }),
  ]),
});
export type ChangeMountInput = z.output<typeof changeMountInput>;

export const testUpstreamInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  address: z.string().trim().min(1).max(2_000),
  credential: upstreamCredential,
  rows: path.default(""),
});
export type TestUpstreamInput = z.output<typeof testUpstreamInput>;

/** What a test call found: names, never values. */
export interface UpstreamSample {
  /** Null when it worked. */
  why: string | null;
  status: number | null;
  rows: number;
  /** Names of the first rows' members. */
  columns: string[];
  ms: number;
}

export interface MountRow {
  seq: number;
  kind: MountKind;
  missing: string[];
  person: string;
  at: Date;
  /** The file of a mount by file: whether its bytes are still there, and when they go where nothing keeps them. */
  file: { name: string; kept: boolean; until: Date | null } | null;
}

export interface MountDetail {
  entryId: string;
  /** 0 while it never was anything but the hosted table. */
  seq: number;
  kind: MountKind;
  at: Date | null;
  /** Data items that the mount does not offer. */
  missing: string[];
  items: { name: string; label: { zh: string; en: string } }[];
  upstream: {
    address: string;
    credentialKind: CredentialKind;
    credentialName: string;
    mapping: UpstreamMapping;
  } | null;
  /** The file, where it is one. */
  file: { name: string; size: number; sha256: string } | null;
  /** Versions of the hosted table that could be read again. */
  hosted: { version: number; rowCount: number; at: Date } | null;
  /** Live grants that read through it, and how many of them have a missing column. */
  grants: { live: number; affected: number };
  history: MountRow[];
}
