import { z } from "zod";
import { type Mask, SHARING_CLASSES } from "@/server/catalogue/catalogue.schema";
import type { MountKind } from "@/server/delivery/upstream/upstream.schema";
import type { Citation, OpeningClass, Text } from "@/server/law/types";

/** The city is part of every public input: `publicQuery` reads it. */
export const readRegisterInput = z.object({
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ReadRegisterInput = z.output<typeof readRegisterInput>;

/** Who was given which data that is open on application, for what, and when. */
export interface RegisterPage {
  rows: { caseId: string; entryId: string; entryName: Text; applicant: string; purpose: string; at: Date }[];
  total: number;
}

export const listOpeningCatalogueInput = z.object({
  text: z.string().trim().max(100).optional(),
  openingClass: z.enum(SHARING_CLASSES).optional(),
  /** Chinese name of a priority area. */
  area: z.string().trim().min(1).max(120).optional(),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListOpeningCatalogueInput = z.output<typeof listOpeningCatalogueInput>;

/** An entry as everybody may know it: how far it is open, since when, and why no further. */
export interface OpeningCatalogueRow {
  id: string;
  code: string;
  name: Text;
  department: Text;
  theme: string;
  /** Chinese name of its priority area. */
  priorityArea: string | null;
  openingClass: OpeningClass;
  openingBasis: string;
  publishedAt: Date;
  /** Its last reviewed change. */
  changedAt: Date | null;
}

/** How many entries of a priority area stand in the catalogue, by class. */
export interface AreaCoverage {
  area: Text;
  unconditional: number;
  conditional: number;
  withheld: number;
}

export interface OpeningCataloguePage {
  rows: OpeningCatalogueRow[];
  total: number;
  /** The total is computed from a sample. */
  estimated: boolean;
  /** When an entry was last published or changed; null while there is none. */
  updatedAt: Date | null;
  areas: AreaCoverage[];
}

export const readAgreementInput = z.strictObject({ caseId: z.uuid() });

/** A use agreement, generated from the template of the case's day. */
export interface AgreementView {
  /** The number of its case. */
  number: string;
  /** Which edition of the clauses it is made from: the first day of that edition, with its article. */
  template: { from: string } & Pick<Citation, "article" | "basis">;
  applicant: string;
  provider: Text;
  data: { code: string; name: Text };
  /** What the applicant stated: use, scenario, capability, safeguards. */
  stated: { title: Text; value: string }[];
  clauses: { item: string; title: Text }[];
  citation: Text;
  /** When the applicant accepted the clauses; null until then. */
  signedAt: Date | null;
  /** When the department signed and opened the data; null until then. */
  openedAt: Date | null;
}

/** A written reply to an application for open data. */
export interface ReplyView {
  /** The number of its case, which is the document's. */
  number: string;
  to: string;
  from: Text;
  about: Text;
  /** What was decided, in the words of the procedure. */
  decision: Text;
  text: string;
  reason: string | null;
  /** The article that gives the applicant a written reply. */
  source: Pick<Citation, "article" | "basis">;
  at: Date;
}

/** A version of the data under review that was scanned, or was not. */
export interface ScannedVersion {
  version: number;
  at: Date;
  rows: number;
  active: boolean;
  /** Only what the increment brought was scanned with it. */
  increment: boolean;
  /** Null where the version did not come of a file that was scanned. A marking of secrets is never among it: it stops the file. */
  personal: { label: Text; mask: Mask | null; kind: string; count: number }[] | null;
}

/** A file that the scan stopped before a row of it was loaded. */
export interface StoppedFile {
  at: Date;
  refusal: "secret" | "personal";
  /** In which data items; empty where the marking stood outside the rows. */
  found: { label: Text; kind: string }[];
}

/** What the scan at ingest met in an entry whose opening is reviewed. */
export interface ScanView {
  mount: MountKind;
  /** The version in use and those that it was built on, newest first. */
  versions: ScannedVersion[];
  stopped: StoppedFile[];
}
