import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { createTRPCClient, createTRPCUntypedClient, httpLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { DetailedError, Upload } from "tus-js-client";
import type { RootRouter } from "@/server/api/root";
import type { ErrorData } from "@/server/api/trpc";
import { PLAIN_COOKIE, SECURE_COOKIE } from "@/server/identity/session-cookie";
import { codeAt } from "@/server/identity/totp";
import type { UploadKind } from "@/server/mounting/upload.schema";

/** A running platform, asked over HTTP as the person whose token is given. */
export interface Platform {
  api: ReturnType<typeof createTRPCClient<RootRouter>>;
  query: (procedure: string, input: unknown) => Promise<unknown>;
  mutate: (procedure: string, input: unknown) => Promise<unknown>;
  /** Sends a file by the tus protocol and answers the number of the upload. */
  upload: (file: string, kind: UploadKind) => Promise<string>;
  signIn: (credentials: Credentials) => Promise<{ token: string; expiresAt: string }>;
  signOut: () => Promise<{ signedOut: true }>;
}

export interface Credentials {
  tenantId: string;
  login: string;
  password: string;
  /** Base32; the six digits are computed from it when `code` is not given. */
  totpSecret?: string;
  code?: string;
}

/** What the platform refused: its code, and what it says of it. */
export class RefusedError extends Error {
  constructor(readonly answer: Record<string, unknown>) {
    super(String(answer.code));
  }
}

/** @param url where the platform answers, such as http://localhost:3000 */
export function platformAt(url: string, token: string | undefined): Platform {
  const bearer: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  // The pages' door takes the session where a browser carries it; the name depends on how the platform runs.
  const headers = token
    ? { cookie: `${SECURE_COOKIE}=${token}; ${PLAIN_COOKIE}=${token}`, origin: new URL(url).origin }
    : {};
  const options = { links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson, headers })] };
  const untyped = createTRPCUntypedClient<RootRouter>(options);
  return {
    api: createTRPCClient<RootRouter>(options),
    query: (procedure, input) => untyped.query(procedure, input),
    mutate: (procedure, input) => untyped.mutation(procedure, input),
    upload: (file, kind) =>
      new Promise((resolve, reject) => {
        const made = new Upload(createReadStream(file), {
          endpoint: `${url}/api/v1/uploads`,
          uploadSize: statSync(file).size,
          headers: bearer,
          metadata: { kind, filename: basename(file) },
          chunkSize: 8 * 1024 * 1024,
          retryDelays: [0, 1_000, 3_000, 5_000],
          onError: (error) => reject(refusedUpload(error)),
          onSuccess: () => resolve(made.url?.split("/").at(-1) ?? ""),
        });
        made.start();
      }),
    signIn: async ({ totpSecret, ...credentials }) => {
      const code = credentials.code ?? (totpSecret && codeAt(totpSecret, Date.now() / 1000));
      const response = await fetch(`${url}/api/v1/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...credentials, ...(code && { code }) }),
      });
      if (!response.ok) throw new RefusedError(await response.json());
      return response.json();
    },
    signOut: async () => {
      const response = await fetch(`${url}/api/v1/sessions/current`, { method: "DELETE", headers: bearer });
      if (!response.ok) throw new RefusedError(await response.json());
      return { signedOut: true };
    },
  };
}

/** What the platform said to a piece of the file; a connection that broke says only that. */
function refusedUpload(error: Error): Error {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  if (!body?.startsWith("{")) return error;
  return new RefusedError(JSON.parse(body));
}

/** An error of the API as a line of JSON says it; null for what is none. */
export function refusalIn(error: unknown): Record<string, unknown> | null {
  if (error instanceof RefusedError) return error.answer;
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as (ErrorData & { code?: string }) | undefined;
  if (!data) return { code: "UNREACHABLE", message: error.message };
  return { code: data.domain === "INTERNAL" ? data.code : data.domain, ...data.details, traceId: data.traceId };
}
