import { z } from "zod";
import { ACTOR_KINDS } from "../types";
import { classes, durationSchema, extensionSchema, parameter } from "./shape";

/** Opening to the public. */
export const OPENING = {
  "opening.classes": parameter("开放类型", "Opening classes", classes),
  "opening.application.receiver": parameter(
    "开放申请受理方",
    "Who receives an opening application",
    z.enum(ACTOR_KINDS),
  ),
  "opening.acceptance.within": parameter("开放申请受理期限", "Acceptance of an opening application", durationSchema),
  "opening.answer.within": parameter("开放申请答复期限", "Answer to an opening application", durationSchema),
  "opening.answer.extension": parameter("开放答复延长", "Extension of the opening answer", extensionSchema),
} as const;
