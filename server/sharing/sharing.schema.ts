import { z } from "zod";
import type { CaseStageLine, DueView } from "@/server/cases/case.schema";
import { civilDate, rowFilter } from "@/server/cases/case.schema";
import type { DataItemView, NamedDepartment } from "@/server/catalogue/catalogue.schema";
import type { ActorKind, ApplicationField, Citation, SharingClass, Text } from "@/server/law/types";

export const startRequestInput = z.strictObject({ entryId: z.uuid() });

/** The words of an application by field id (`purpose`, `scenario`, `duty` …); the city's law says which must be there. */
export const applicationFields = z.record(z.string().regex(/^[a-z][a-z-]{0,40}$/), z.string().trim().max(2_000));

export const submitRequestInput = z.strictObject({
  /** A repeated key answers with the case that the first one made. */
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  fields: applicationFields,
  /** Names of data items asked for. */
  dataItems: z.array(z.string().max(41)).max(200),
  /** Rows asked for: all conditions must hold. Empty = all rows. */
  rowFilter: rowFilter.default([]),
  /** First and last civil day of use, both included (Asia/Shanghai). */
  from: civilDate,
  until: civilDate,
  /** Whether the data is to be stored on the consumer's side. */
  storage: z.boolean().default(false),
});
export type SubmitRequestInput = z.output<typeof submitRequestInput>;

/** How an application for this entry goes: at once, at once because listed for 专用, or through review. */
export type RequestManner = "direct" | "dedicated" | "review";

/** Why this person cannot apply. */
export type RequestObstacle = "withheld" | "own-entry" | "no-role";

/** Everything the apply page shows before anything is sent. */
export interface RequestStart {
  entry: {
    id: string;
    code: string;
    name: Text;
    department: NamedDepartment;
    sharingClass: SharingClass;
    sharingCondition: string;
    sharingBasis: string;
  };
  items: DataItemView[];
  obstacle: RequestObstacle | null;
  /** An application of theirs for it that is under way; another one may be filed. */
  openCaseId: string | null;
  manner: RequestManner;
  procedure: (Citation & { id: string; title: Text; filingTitle: Text; causes: Text }) | null;
  /** Fields in the order of the law, without the data items (which have a step of their own). */
  fields: ApplicationField[];
  dataItemsField: ApplicationField | null;
  /** The stages that the application will pass, with the skipped ones marked. */
  stages: CaseStageLine[];
  /** The first due date if it were filed now; null when taken directly or without a limit. */
  expected: DueView | null;
  waitingOn: ActorKind[];
  /** The day of filing: the earliest `from`. */
  today: string;
}

/** What the applicant holds in hand afterwards. */
export interface RequestReceipt {
  caseId: string;
  number: string;
  procedureTitle: Text;
  filedAt: Date;
  waitingOn: ActorKind[];
  dueAt: Date | null;
  dueProvisional: boolean;
  /** Article of the running period, or of the filing when there is none. */
  article: string;
  basis: Citation["basis"];
  /** Set when the law lets the data be taken at once. */
  grantId: string | null;
}
