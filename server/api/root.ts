import { router } from "@/server/api/trpc";

/** The table of contents of everything that can be asked of the system; one line a capability. */
export const rootRouter = router({});

export type RootRouter = typeof rootRouter;
