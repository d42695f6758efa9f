import { z } from "zod";
import { rowFilter } from "@/server/cases/case.schema";
import type { NamedDepartment, UpdateCycle } from "@/server/catalogue/catalogue.schema";
import { type CellValue, type GrantColumn, PREVIEW_LIMIT, rowCursor, rowSort } from "@/server/delivery/grant.schema";
import type { Text } from "@/server/law/types";

/** By relevance: the exact name, then names, then items, then abstracts; without words it is the order of names. */
export const DATASET_SORTS = ["newest", "name", "relevance"] as const;
/** The city is part of every public input: `publicQuery` reads it. */
export const listDatasetsInput = z.object({
  /** Searched in names, abstracts, codes, the data items that everybody is shown and the provider's name; words apart must all be there. */
  text: z.string().trim().max(100).optional(),
  theme: z.string().trim().min(1).max(60).optional(),
  departmentId: z.uuid().optional(),
  sort: z.enum(DATASET_SORTS).default("newest"),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListDatasetsInput = z.output<typeof listDatasetsInput>;

export const readDatasetInput = z.object({ entryId: z.uuid() });

export const previewDatasetInput = z.object({
  entryId: z.uuid(),
  columns: z.array(z.string().max(41)).min(1).max(200).optional(),
  filter: rowFilter.default([]),
  sort: rowSort.nullish(),
  after: rowCursor.nullish(),
  limit: z.int().min(1).max(PREVIEW_LIMIT).default(20),
});
export type PreviewDatasetInput = z.output<typeof previewDatasetInput>;

/** A dataset that is open to everyone. */
export interface DatasetRow {
  id: string;
  code: string;
  name: Text;
  abstract: Text;
  department: NamedDepartment;
  theme: string;
  updateCycle: UpdateCycle;
  publishedAt: Date;
  /** Null while nothing is mounted: listed, but not yet to be read. */
  rowCount: number | null;
  updatedAt: Date | null;
}

export interface DatasetPage {
  rows: DatasetRow[];
  /** How many there are; about how many where `estimated`. */
  total: number;
  /** How many of them can be paged through: the first of very many. */
  listed: number;
  /** The total is computed from a sample of one entry in 32. */
  estimated: boolean;
  themes: { value: string; count: number }[];
}

export interface DatasetDetail extends DatasetRow {
  openingBasis: string;
  /** Columns that the public sees; hidden ones and those of grade 3 and above are not among them. */
  columns: GrantColumn[];
  version: number | null;
  /** Times it was previewed and downloaded. */
  use: { previews: number; downloads: number };
  /** How works that use it name it. */
  citation: Text;
  /** `/open/{city}/{entryId}.csv` */
  downloadPath: string;
}

export interface DatasetRows {
  columns: GrantColumn[];
  rows: Record<string, CellValue>[];
  next: string | null;
}
