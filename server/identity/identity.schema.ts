import { z } from "zod";
import type { SessionActor } from "@/server/db/actor";
import { changePasswordSchema } from "@/server/identity/sign-in.schema";

/** Who is signed in, and what menus may show: `subject:verb:scope` of each rule that their roles carry. */
export interface Me extends Omit<SessionActor, "kind"> {
  permissions: string[];
}

export const changePasswordInput = changePasswordSchema.extend({ idempotencyKey: z.uuid() });
