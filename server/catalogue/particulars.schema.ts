import { z } from "zod";
import type { NamedDepartment } from "@/server/catalogue/catalogue.schema";

export const FORMATS = ["table", "interface", "document", "spreadsheet", "image", "audio-video", "geographic"] as const;
/** How the data reaches whoever may have it. */
export const METHODS = ["interface", "exchange", "online-query", "file"] as const;
export const DOCUMENT_KINDS = ["documents", "licences", "contracts"] as const;
export const NETWORKS = ["extranet", "intranet"] as const;
export const CAPTURES = ["system", "monitoring", "measuring", "audio", "video"] as const;

const text = (max: number) => z.string().trim().max(max).default("");

/** How a department comes by data that it collects itself. */
const collection = z.strictObject({
  /** Names of the data items it collects. */
  items: z.array(z.string()).min(1).max(200),
  /** From citizens, companies or other organisations. */
  fromPublic: z.boolean().default(false),
  duty: text(500),
  /** The law or administrative regulation that provides for it. */
  basis: text(500),
  scope: text(500),
  procedure: text(500),
  necessity: text(500),
  /** Where no law provides for it: the consent of those it is collected from. */
  consent: z
    .strictObject({
      scope: z.string().trim().min(1).max(500),
      on: z.iso.date(),
      evidence: z.string().trim().min(1).max(300),
    })
    .nullable()
    .default(null),
});

/** What an entry states beside its class. Which of it a city asks for, its law says. */
export const particularsInput = z.strictObject({
  /** One of the forms that the city's text names, in Chinese (terms.data_resource.forms). */
  form: text(40),
  /** How it came about (terms.data_resource.origins) or was obtained (collection.modes). */
  origin: text(40),
  capture: z.enum(CAPTURES).nullable().default(null),
  /** With whom the data was agreed, and within what limits. */
  agreement: z
    .strictObject({
      party: z.string().trim().min(2).max(120),
      on: z.iso.date(),
      limits: z.string().trim().min(1).max(1_000),
    })
    .nullable()
    .default(null),
  format: z.enum(FORMATS).nullable().default(null),
  attributes: text(500),
  method: z.enum(METHODS).nullable().default(null),
  useRequirements: text(1_000),
  /** 细目, below the subject (目) that its theme is; empty where the class has none. */
  subdivision: text(60),
  /** Data resources that belong with it (相关资源). */
  related: text(500),
  /** The statutory function from which the data arises. */
  function: text(300),
  document: z.enum(DOCUMENT_KINDS).nullable().default(null),
  /** The law by which an electronic document does not do here; such data can be no basis. */
  electronicExcludedBy: text(300),
  network: z.enum(NETWORKS).default("extranet"),
  /** Touches state secrets: kept out of this platform. */
  classified: z.boolean().default(false),
  /** The base database it belongs to (catalogue.basic_databases). */
  base: text(40),
  /** The jointly built theme database it belongs to (catalogue.theme_databases, or its name where the text lists none). */
  themeDatabase: text(60),
  leadDepartmentId: z.uuid().nullable().default(null),
  /** Departments that contribute to it. */
  contributors: z.array(z.uuid()).max(50).default([]),
  /** A system of the state or the province from which it comes, and the copy that stays in the city. */
  vertical: z
    .strictObject({
      system: z.string().trim().min(2).max(120),
      level: z.enum(["national", "provincial"]),
      retainedCopy: text(300),
    })
    .nullable()
    .default(null),
  /** The special rule that takes the place of one of the city's values for this entry. */
  specialRule: z
    .strictObject({
      instrument: z.string().trim().min(2).max(200),
      article: z.string().trim().min(1).max(40),
      parameter: z.string().max(80),
      replacement: z.string().trim().min(1).max(500),
    })
    .nullable()
    .default(null),
  collection: collection.nullable().default(null),
  /** Items that another department collects already, each with the law or reason for collecting them again. */
  repeats: z
    .array(
      z.strictObject({
        item: z.string(),
        law: text(300),
        reason: text(500),
      }),
    )
    .max(200)
    .default([]),
});
export type ParticularsInput = z.output<typeof particularsInput>;

export const keepParticularsInput = z.strictObject({
  idempotencyKey: z.uuid(),
  entryId: z.uuid(),
  /** The version that its author looked at; 0 where there was none. */
  after: z.int().min(0),
  particulars: particularsInput,
});
export type KeepParticularsInput = z.output<typeof keepParticularsInput>;

/** An item that another department collects already: its one source. */
export interface RepeatedItem {
  item: string;
  source: NamedDepartment;
  entryId: string;
}

/** The particulars of an entry as they stand. */
export interface ParticularsView {
  version: number;
  at: Date;
  value: ParticularsInput;
  lead: NamedDepartment | null;
  contributors: NamedDepartment[];
}
