import { z } from "zod";
import { FORMATS, type ParticularsView, particularsInput } from "@/server/catalogue/particulars.schema";
import type { EntryReview } from "@/server/catalogue/review.schema";
import type { EntryCheck } from "@/server/catalogue/upkeep.schema";
import { BASIS_KINDS, type Citation, type SharingClass, type Text } from "@/server/law/types";

export const SHARING_CLASSES = ["unconditional", "conditional", "withheld"] as const;
export const UPDATE_CYCLES = ["real-time", "daily", "weekly", "monthly", "quarterly", "yearly", "irregular"] as const;
export const ITEM_TYPES = ["text", "integer", "decimal", "date", "timestamp", "boolean"] as const;
export const MASKS = ["none", "name", "citizen-id", "phone", "address", "year", "hash", "hidden"] as const;
/** What the values of an item are, where a check digit or a form proves it. */
export const ITEM_RULES = ["none", "citizen-id", "credit-code", "phone"] as const;
export type ItemRule = (typeof ITEM_RULES)[number];
export type UpdateCycle = (typeof UPDATE_CYCLES)[number];
export type ItemType = (typeof ITEM_TYPES)[number];
/** A mask of one's own: the first n and the last m characters stay, `***` stands between. */
export const KEEP_MASK = /^keep:([0-9]|1[0-9]|20),([0-9]|1[0-9]|20)$/;
export type Mask = (typeof MASKS)[number] | `keep:${number},${number}`;

/** By relevance: the exact name, then names, then items, then abstracts; without words it is the order of names. */
export const ENTRY_SORTS = ["relevance", "name", "newest", "department"] as const;
/** How an entry's data stand against its cycle; none: no data stand here; unscheduled: its cycle is no number of days. */
export const FRESHNESS = ["fresh", "stale", "unscheduled", "none"] as const;
export type Freshness = (typeof FRESHNESS)[number];
export const GRADES = ["1", "2", "3", "4"] as const;

const entryFilters = {
  /** Searched in names, abstracts, data items, codes and the provider's name; words apart must all be there. */
  text: z.string().trim().max(100).optional(),
  /** Only in the names of data items: who has this item? */
  in: z.enum(["all", "item"]).optional(),
  sharingClass: z.enum(SHARING_CLASSES).optional(),
  departmentId: z.uuid().optional(),
  theme: z.string().trim().min(1).max(60).optional(),
  format: z.enum(FORMATS).optional(),
  updateCycle: z.enum(UPDATE_CYCLES).optional(),
  /** 分级: the highest of its items. */
  grade: z.enum(GRADES).optional(),
  freshness: z.enum(FRESHNESS).optional(),
  /** One of the city's catalogues: all resources, what is shared, or what is open now. */
  catalogue: z.enum(["resource", "sharing", "opening"]).optional(),
};

export const listEntriesInput = z.strictObject({
  ...entryFilters,
  sort: z.enum(ENTRY_SORTS).default("relevance"),
  page: z.int().min(1).max(10_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
});
export type ListEntriesInput = z.output<typeof listEntriesInput>;

export const entryFacetsInput = z.strictObject(entryFilters);
export type EntryFacetsInput = z.output<typeof entryFacetsInput>;

const { sharingClass: _, format: __, grade: ___, freshness: ____, ...openFilters } = listEntriesInput.shape;
/** For a person outside government: how an entry is shared between departments is no way to look for it. */
export const listOpenEntriesInput = z.strictObject(openFilters);
export type ListOpenEntriesInput = z.output<typeof listOpenEntriesInput>;
export const openFacetsInput = listOpenEntriesInput.omit({ sort: true, page: true, pageSize: true });
export type OpenFacetsInput = z.output<typeof openFacetsInput>;
export const proposeOwnerInput = z.strictObject({ text: z.string().trim().min(1).max(200) });

export const readEntryInput = z.strictObject({ entryId: z.uuid() });

const text = (max: number) => z.string().trim().max(max);
const dataItem = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,40}$/),
    labelZh: text(80).min(1),
    labelEn: text(80).min(1),
    type: z.enum(ITEM_TYPES),
    /** 分级, 1 open … 4 highly sensitive. */
    grade: z.int().min(1).max(4).default(1),
    /** The mask that a grant carries for this item unless the decision chooses another. */
    mask: z.enum(MASKS).default("none"),
    /** What ingest demands of its values; left out: nothing beyond the type. */
    required: z.boolean().optional(),
    maxLength: z.int().min(1).max(100_000).optional(),
    codeList: z.array(text(200).min(1)).min(1).max(1_000).optional(),
    rule: z.enum(ITEM_RULES).optional(),
    /** Part of what tells rows apart, and by which increments find them. */
    isKey: z.boolean().optional(),
  })
  .refine(
    ({ type, rule = "none", maxLength, codeList }) =>
      type === "text" || (rule === "none" && maxLength === undefined && codeList === undefined),
    { path: ["rule"] },
  );

/** A new entry of the signed-in person's own department with its data items in order. */
export const compileEntryInput = z.strictObject({
  idempotencyKey: z.uuid(),
  code: z.string().trim().min(1).max(80),
  nameZh: text(120).min(2),
  nameEn: text(200).default(""),
  abstractZh: text(2_000).default(""),
  abstractEn: text(4_000).default(""),
  theme: text(60).min(1),
  /** Sharing is the rule (抚顺 11, 朔州 14, 乐山 14): an entry that names no class is shared with every department. */
  sharingClass: z.enum(SHARING_CLASSES).default("unconditional"),
  sharingCondition: text(1_000).default(""),
  /** The law that makes it conditional or withheld; such a class needs one. */
  sharingBasis: text(1_000).default(""),
  /** What kind of source that is; needed where the law lists the kinds that are good enough. */
  sharingBasisKind: z.enum(BASIS_KINDS).optional(),
  /**
   * What the department would have it be; it stays withheld until the city's opening review has settled it. Left out, it
   * is to be opened where opening is the rule too (重庆 3), and withheld elsewhere.
   */
  openingClass: z.enum(SHARING_CLASSES).optional(),
  /** Why it is to be open on application only, or not at all; such a class needs one. */
  openingBasis: text(1_000).default(""),
  /** 优先开放领域, by its Chinese name in the city's book (抚顺 25, 乐山 29). */
  priorityArea: text(120).nullable().default(null),
  dedicated: z.boolean().default(false),
  updateCycle: z.enum(UPDATE_CYCLES),
  delegateDepartmentId: z.uuid().nullable().default(null),
  /** Enters it into the catalogue that the departments see. */
  published: z.boolean().default(true),
  items: z.array(dataItem).min(1).max(200),
  particulars: particularsInput.prefault({}),
});
export type CompileEntryInput = z.output<typeof compileEntryInput>;

/** Departments that need no review for an entry marked 专用. */
export const listDedicatedDepartmentInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  departmentId: z.uuid(),
  listed: z.boolean(),
});
export type ListDedicatedDepartmentInput = z.output<typeof listDedicatedDepartmentInput>;

export interface NamedDepartment {
  id: string;
  name: Text;
}

/**
 * What the reader's department may do with an entry now.
 * - own        it is theirs
 * - granted    a live grant is there already
 * - open-case  an application of theirs is under way
 * - direct     may be taken at once (unconditional in this city)
 * - dedicated  listed for 专用, no review
 * - apply      by application with review
 * - withheld   not shared
 * - none       this person's role files no applications
 */
export const ENTRY_ACCESS = [
  "own",
  "granted",
  "open-case",
  "direct",
  "dedicated",
  "apply",
  "withheld",
  "retired",
  "none",
] as const;
export type EntryAccessKind = (typeof ENTRY_ACCESS)[number];
export interface EntryAccess {
  kind: EntryAccessKind;
  grantId: string | null;
  caseId: string | null;
}

/** What an entry is and how it is open to society: all that a person outside government is told. */
export interface OpenEntryRow {
  id: string;
  code: string;
  name: Text;
  abstract: Text;
  department: NamedDepartment;
  theme: string;
  openingClass: SharingClass;
  updateCycle: UpdateCycle;
  publishedAt: Date | null;
  itemCount: number;
}

interface Counted {
  /** How many there are; about how many where `estimated`. */
  total: number;
  /** How many of them can be paged through: the first of very many. */
  listed: number;
  /** The total is computed from a sample of one entry in 32. */
  estimated: boolean;
}

export interface OpenEntryPage extends Counted {
  rows: OpenEntryRow[];
}

/** A data item in which words were found. */
export interface MatchedItem {
  name: string;
  label: Text;
}

export interface EntryRow extends OpenEntryRow {
  sharingClass: SharingClass;
  dedicated: boolean;
  access: EntryAccess;
  /** Taken off: nothing is asked for and nothing read any more. */
  retiredAt: Date | null;
  /** In a list that words were searched in: the items that have them. */
  matchedItems?: MatchedItem[];
}

export interface EntryPage extends Counted {
  rows: EntryRow[];
}

export interface Facet<V extends string = string> {
  value: V;
  count: number;
}

export interface OpenEntryFacets {
  departments: (NamedDepartment & { count: number })[];
  themes: Facet[];
  /** The counts are computed from a sample of one entry in 32. */
  estimated?: true;
}

export interface EntryFacets extends OpenEntryFacets {
  sharingClass: Facet<SharingClass>[];
  formats: Facet<(typeof FORMATS)[number]>[];
  updateCycles: Facet<UpdateCycle>[];
  /** By the highest grade of the items. */
  grades: Facet<(typeof GRADES)[number]>[];
  freshness: Facet<Freshness>[];
}

export interface OpenItemView {
  name: string;
  label: Text;
  type: ItemType;
}

export interface DataItemView extends OpenItemView {
  grade: number;
  mask: Mask;
}

/** A department that holds (or held) a grant on the entry; only the provider is told. */
export interface EntryUser {
  grantId: string;
  department: NamedDepartment;
  purpose: string;
  validFrom: Date;
  validUntil: Date;
  state: "live" | "not-begun" | "suspended" | "ended";
}

/** Corrections under way, and the city's rule that service goes on meanwhile (照常办理), where its text has one. */
export interface UnderCheck {
  count: number;
  rule: Citation | null;
}

export interface EntryDetail extends EntryRow {
  regionName: Text;
  sharingCondition: string;
  sharingBasis: string;
  openingBasis: string;
  createdAt: Date;
  /** Corrections are under way; null when none is. */
  underCheck: UnderCheck | null;
  /** Its consumers were told that it goes off. */
  retiringAt: Date | null;
  openingSuspendedAt: Date | null;
  /** Checks of it against standards, by whomever, newest first. */
  checks: EntryCheck[];
  /** What the review before its publication found; null where there was none or it is not for these eyes. */
  review: EntryReview | null;
  /** What it states beside its class; null for an entry that nobody described yet. */
  particulars: ParticularsView | null;
  delegate: NamedDepartment | null;
  /** Departments listed for 专用; shown to the provider and to those listed. */
  dedicatedDepartments: NamedDepartment[];
  items: DataItemView[];
  /** Null for everyone but the provider. */
  users: EntryUser[] | null;
}

export interface OpenEntryDetail extends OpenEntryRow {
  regionName: Text;
  openingBasis: string;
  /** Corrections are under way; null when none is. */
  underCheck: UnderCheck | null;
  items: OpenItemView[];
}
