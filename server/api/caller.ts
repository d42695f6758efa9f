import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { rootRouter } from "@/server/api/root";
import { createCallerFactory, requestContext } from "@/server/api/trpc";
import { tokenFromCookies } from "@/server/identity/session";

const createCaller = createCallerFactory(rootRouter);

/** The router, called in process by server components for the person whose cookie came with the page; one per request. */
export const getCaller = cache(async () => createCaller(requestContext(tokenFromCookies(await cookies()))));
