import type { z } from "zod";
import type { cityFileSchema } from "./schema/city.schema";
import {
  type CityProfile,
  type Duration,
  type InstrumentDate,
  isStipulated,
  type LegalValue,
  type Province,
} from "./types";

type CityFile = z.output<typeof cityFileSchema>;

type InstrumentValues = Record<"instrument.validity" | "tenant.instrument.dates", LegalValue<unknown>[]>;

/** The profile that screens and tenants know, from `city.yaml`, the validity in the policy files and the list of provinces. */
export function cityProfile(file: CityFile, values: InstrumentValues, provinces: Province[]): CityProfile {
  const validity = values["instrument.validity"];
  const dates = values["tenant.instrument.dates"].at(-1);
  const province = provinces.find(({ tenant }) => tenant === file.province);
  const lastValidity = validity.at(-1);
  if (!province || !lastValidity) throw new RangeError(`city ${file.id}: province or validity missing after checks`);
  const { effective, published } = file.instrument;
  return {
    id: file.id,
    names: file.names,
    short: file.short,
    regionCode: file.region_code,
    level: file.level,
    province: { code: province.code, names: province.names, tenant: province.tenant },
    instrument: {
      title: file.instrument.title,
      kind: file.instrument.kind,
      status: file.instrument.status,
      effective: published
        ? { value: published.on, from: published.on, article: effective.cites, basis: "law" }
        : {
            value: effective.value,
            from: effective.value,
            article: effective.cites,
            basis: effective.basis,
            ...(effective.reason && { reason: effective.reason }),
          },
      published: published ?? null,
      assumed: !published && effective.basis === "default",
      dates: dates && isStipulated(dates) ? (dates.value as InstrumentDate[]) : [],
      validity: lastValidity as LegalValue<Duration>,
      citation: file.instrument.citation,
      notes: file.instrument.notes,
    },
    words: {
      dataResource: file.words.data_resource,
      authority: file.words.authority,
      provider: file.words.provider,
      consumer: file.words.consumer,
      sharingPlatform: file.words.sharing_platform,
      openingPlatform: file.words.opening_platform,
      catalogue: file.words.catalogue,
      sharing: file.words.sharing,
      opening: file.words.opening,
    },
    bodies: {
      authority: file.bodies.authority,
      government: file.bodies.government,
      leadingGroup: file.bodies.leading_group,
    },
    regions: file.regions,
  };
}
