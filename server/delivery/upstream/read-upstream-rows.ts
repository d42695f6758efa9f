import type { Reader } from "@/server/delivery/gate.repository";
import type { Format } from "@/server/delivery/grant.schema";
import type { RawPage } from "@/server/delivery/raw-page";
import { refusalOf } from "@/server/delivery/rules/reading-status";
import { writeUpstreamCursor } from "@/server/delivery/rules/upstream-cursor";
import { askUpstream, type UpstreamAnswer } from "@/server/delivery/upstream/ask-upstream";
import { unsealCredential } from "@/server/delivery/upstream/seal-credential";
import {
  failUpstream,
  type OpenedUpstream,
  openUpstream,
  passUpstream,
  type UpstreamAsked,
} from "@/server/delivery/upstream/upstream.repository";
import { UpstreamRefused } from "@/server/delivery/upstream/upstream-refused";
import { headersOf, pageAddress } from "@/server/delivery/upstream/upstream-request";
import { DomainError } from "@/server/shared/errors";

/** Upstreams that are asked at once by this process: each may hold an answer of some megabytes for some seconds. */
const AT_ONCE = 8;
let asking = 0;

/**
 * Reads a page of data that stays with its provider. The access record is committed before the provider's interface is
 * asked, what became of it is added; columns, masks and rows are the grant's, judged by the database on the answer.
 * @throws DomainError as reading a hosted table; UPSTREAM saying why the interface gave nothing; LIMIT when too many are
 *   asked at once
 */
export async function readUpstreamRows(
  reader: Reader,
  way: "preview" | "api" | "export",
  medium: "screen" | Format,
  asked: UpstreamAsked,
): Promise<RawPage> {
  if (asking >= AT_ONCE) throw new DomainError("LIMIT");
  asking++;
  try {
    const opened = await openUpstream(reader, way, medium, asked);
    if (opened.status !== "open") throw refusalOf(opened.status, opened.detail);
    const { text, took } = await ask(reader, opened, asked.after);
    const { status, detail, body, next, rows } = await passUpstream(reader, opened.accessRecordId, text, took);
    if (status === "upstream") throw new DomainError("UPSTREAM", { why: detail });
    if (status !== "ok" || body === null) throw refusalOf(status, detail);
    return {
      body,
      columns: opened.shown,
      next: next === null ? null : writeUpstreamCursor({ seq: opened.seq, after: next }),
      version: opened.seq,
      total: null,
      exact: null,
      rows,
      accessRecordId: opened.accessRecordId,
      missing: opened.shown.filter((name) => opened.missing.includes(name)),
    };
  } finally {
    asking--;
  }
}

async function ask(reader: Reader, opened: OpenedUpstream, after: string | null): Promise<UpstreamAnswer> {
  const { address, mapping, credential, credentialKind: kind, credentialName: name } = opened;
  try {
    const secret = credential ? unsealCredential(credential, opened) : "";
    return await askUpstream(pageAddress(address, mapping, opened.limit, after), headersOf({ kind, name, secret }));
  } catch (error) {
    if (!(error instanceof UpstreamRefused)) throw error;
    await failUpstream(reader, opened.accessRecordId, error.why, error.took);
    throw new DomainError("UPSTREAM", { why: error.why });
  }
}
