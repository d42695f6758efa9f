import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import { rootRouter } from "@/server/api/root";
import { requestContext } from "@/server/api/trpc";
import { tokenFromRequest } from "@/server/identity/session";

/** tRPC over HTTP, in front of Next in the same process (a Next route handler costs forty times the CPU). */
export const trpcApp = new Hono().all("/api/trpc/*", (c) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: c.req.raw,
    router: rootRouter,
    createContext: () => requestContext(tokenFromRequest(c.req.raw)),
    maxBatchSize: 10,
  }),
);
