import { randomUUID } from "node:crypto";
import { MemoryLocker, Server } from "@tus/server";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { toDomainError } from "@/server/api/domain-error";
import { tokenOf } from "@/server/api/rest/bearer";
import { problem } from "@/server/api/rest/problems";
import { inContext } from "@/server/db/context";
import { tokenFromRequest } from "@/server/identity/session";
import { filesFolder } from "@/server/mounting/files-folder";
import { createUploadInput, LARGEST_UPLOAD, type UploadView } from "@/server/mounting/upload.schema";
import { UploadStore } from "@/server/mounting/upload-store";
import { completeUpload, createUpload, deleteBytes, findUpload, removeUpload } from "@/server/mounting/uploads";
import { DomainError, notFound } from "@/server/shared/errors";

/**
 * Files that come in by the tus protocol (1.0.0: create, ask for the offset, continue), so that what broke off goes on
 * where it stood. Pages send to `/upload` with the session's cookie, other systems to `/api/v1/uploads` with its token.
 * The protocol is the library's; whose a file is and whether it may come is decided by the use cases, on every request.
 */
export const uploadsApp = new Hono();

/** Requests that write at once in this process; each holds a connection and a share of the disk. */
const AT_ONCE = 32;
let writing = 0;

/** The credential of the request that a hook of the protocol is called for. */
const tokens = new WeakMap<Request, string>();
/** What a hook refused, so that the answer is the same problem document as everywhere. */
const refused = new WeakMap<Request, unknown>();

let store: UploadStore | undefined;
const locker = new MemoryLocker();
const servers = new Map<string, Server>();

function serverAt(path: string): Server {
  const known = servers.get(path);
  if (known) return known;
  store ??= new UploadStore({ directory: filesFolder() });
  const made = new Server({
    path,
    datastore: store,
    locker,
    relativeLocation: true,
    maxSize: LARGEST_UPLOAD,
    namingFunction: () => randomUUID(),
    onUploadCreate: async (request, { id, size, metadata }) => {
      const input = createUploadInput.parse({
        id,
        kind: metadata?.kind,
        fileName: metadata?.filename,
        size: size ?? 0,
      });
      await inContext(tokenIn(request), { readOnly: false }, (scope) => createUpload(scope, input));
      return {};
    },
    onUploadFinish: async (request, { id, size }) => {
      const sha256 = (await store?.sha256(id, size ?? 0)) ?? "";
      await inContext(tokenIn(request), { readOnly: false }, (scope) =>
        completeUpload(scope, { uploadId: id, sha256 }),
      );
      return {};
    },
    onResponseError: (request, error) => {
      refused.set(request, error);
      return undefined;
    },
  });
  servers.set(path, made);
  return made;
}

function tokenIn(request: Request): string {
  const token = tokens.get(request);
  if (!token) throw new DomainError("UNAUTHENTICATED");
  return token;
}

async function answer(c: Context, path: string, token: string): Promise<Response> {
  const request = c.req.raw;
  tokens.set(request, token);
  const uploadId = c.req.param("id");
  const readOnly = c.req.method === "HEAD" || c.req.method === "GET";
  if (uploadId !== undefined) {
    if (!z.uuid().safeParse(uploadId).success) throw notFound();
    const upload = await inContext(token, { readOnly: true }, (scope) => findUpload(scope, { uploadId }));
    if (c.req.method === "GET") return c.json(viewOf(upload), 200, { "Cache-Control": "no-store" });
    if (c.req.method === "DELETE") {
      await inContext(token, { readOnly: false }, (scope) => removeUpload(scope, { uploadId }));
      await deleteBytes(uploadId);
      return c.body(null, 204, { "Tus-Resumable": "1.0.0" });
    }
    if (c.req.method !== "HEAD" && c.req.method !== "PATCH")
      return c.body(null, 405, { Allow: "GET, HEAD, PATCH, DELETE" });
  } else if (c.req.method !== "POST" && c.req.method !== "OPTIONS") {
    return c.body(null, 405, { Allow: "POST, OPTIONS" });
  }
  if (!readOnly && writing >= AT_ONCE) throw new DomainError("LIMIT");
  writing += readOnly ? 0 : 1;
  try {
    const response = await serverAt(path).handleWeb(request);
    const error = refused.get(request);
    const domain = error === undefined ? null : toDomainError(error);
    if (domain) throw domain;
    // Our pages are the only ones that send here: nothing is said to those of other sites.
    const headers = new Headers(response.headers);
    for (const name of [...headers.keys()]) if (name.startsWith("access-control-")) headers.delete(name);
    headers.set("Cache-Control", "no-store");
    return new Response(response.body, { status: response.status, headers });
  } finally {
    writing -= readOnly ? 0 : 1;
  }
}

function viewOf({ id, kind, fileName, size, completedAt, expiresAt, sha256 }: UploadView) {
  return { id, kind, fileName, size, completedAt, expiresAt, sha256 };
}

for (const path of ["/upload", "/upload/:id"]) {
  uploadsApp.all(path, async (c) => {
    const token = tokenFromRequest(c.req.raw);
    if (!token) throw new DomainError("UNAUTHENTICATED");
    return answer(c, "/upload", token);
  });
}
for (const path of ["/api/v1/uploads", "/api/v1/uploads/:id"]) {
  uploadsApp.all(path, async (c) => answer(c, "/api/v1/uploads", tokenOf(c)));
}

uploadsApp.onError((error, c) => problem(c, error));
