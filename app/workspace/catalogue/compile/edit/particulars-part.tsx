"use client";

import { useTranslations } from "next-intl";
import { useText } from "@/app/i18n/use-text";
import { ChoiceField, EntryField, TextField, TickField } from "@/app/workspace/catalogue/compile/edit/entry-field";
import type { PartProps } from "@/app/workspace/catalogue/compile/edit/entry-form";
import { COLLECTION_TEXTS, type ParticularText } from "@/app/workspace/catalogue/compile/edit/typed-entry";
import type { Finding } from "@/server/catalogue/draft.schema";
import { FORMATS, METHODS } from "@/server/catalogue/particulars.schema";

/** What the resource is, whose database it belongs to, and how it may be used. */
export function ParticularsPart({ entry, start, change }: PartProps) {
  const t = useTranslations("compile");
  const words = useTranslations("catalogue.particulars");
  const text = useText();
  const { bases, themeDatabases, forms, origins, networks, departments } = start.form;
  const field = (name: ParticularText) => ({
    path: `particulars.${name}`,
    label: t(`fields.particulars.${name}`),
    value: entry.particulars[name],
    onChange: (value: string) => change({ particulars: { ...entry.particulars, [name]: value } }),
  });
  const none = t("none");
  const titled = (choices: typeof bases) => choices.map(({ value, title }) => [value, text(title)] as const);
  const inDatabase = entry.particulars.base !== "" || entry.particulars.themeDatabase !== "";
  return (
    <>
      <div className="form-row">
        <ChoiceField
          {...field("format")}
          none={none}
          options={FORMATS.map((format) => [format, words(`formats.${format}`)])}
        />
        <ChoiceField
          {...field("method")}
          none={none}
          options={METHODS.map((method) => [method, words(`methods.${method}`)])}
        />
        {networks.length > 1 ? (
          <ChoiceField {...field("network")} options={networks.map((each) => [each, words(`networks.${each}`)])} />
        ) : null}
        {forms.length > 0 ? <ChoiceField {...field("form")} none={none} options={titled(forms)} /> : null}
        {origins.length > 0 ? <ChoiceField {...field("origin")} none={none} options={titled(origins)} /> : null}
      </div>
      <TextField {...field("attributes")} />
      <TextField {...field("useRequirements")} lines={2} />
      <TextField {...field("function")} />
      <div className="form-row">
        {bases.length > 0 ? <ChoiceField {...field("base")} none={none} options={titled(bases)} /> : null}
        {themeDatabases === null ? (
          <TextField {...field("themeDatabase")} />
        ) : themeDatabases.length > 0 ? (
          <ChoiceField {...field("themeDatabase")} none={none} options={titled(themeDatabases)} />
        ) : null}
        <TextField {...field("subdivision")} hint={t("hints.subdivision")} />
      </div>
      {inDatabase ? (
        <div className="form-row">
          <ChoiceField
            {...field("leadDepartmentId")}
            none={none}
            options={departments.map(({ id, name }) => [id, text(name)])}
          />
          <EntryField path="particulars.contributors" label={t("fields.particulars.contributors")}>
            {(control) => (
              <select
                {...control}
                className="field"
                multiple
                size={5}
                style={{ width: "100%" }}
                value={entry.contributors}
                onChange={(event) =>
                  change({ contributors: [...event.target.selectedOptions].map(({ value }) => value) })
                }
              >
                {departments.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {text(name)}
                  </option>
                ))}
              </select>
            )}
          </EntryField>
        </div>
      ) : null}
      <TextField {...field("related")} hint={t("hints.related")} />
    </>
  );
}

/** Which items the department collects itself, by what law; what another collects already needs a law of its own. */
export function CollectionPart({ entry, change, findings }: PartProps & { findings: readonly Finding[] }) {
  const t = useTranslations("compile");
  const { collection } = entry;
  const set = (changes: Partial<NonNullable<typeof collection>>) =>
    collection && change({ collection: { ...collection, ...changes } });
  const again = entry.items.filter(({ labelZh }) =>
    findings.some(({ problem, params }) => problem === "second-collector" && params?.item === labelZh),
  );
  return (
    <>
      <TickField
        label={t("collects")}
        checked={collection !== null}
        onChange={(collects) =>
          change({
            collection: collects
              ? { items: [], fromPublic: false, duty: "", basis: "", scope: "", procedure: "", necessity: "" }
              : null,
          })
        }
      />
      {collection ? (
        <>
          <EntryField path="particulars.collection.items" label={t("fields.collection.items")}>
            {({ id, "aria-describedby": described }) => (
              <fieldset
                id={id}
                aria-label={t("fields.collection.items")}
                aria-describedby={described}
                tabIndex={-1}
                style={{ border: 0, margin: 0, padding: 0 }}
              >
                {entry.items.map(({ key, name, labelZh }) => (
                  <TickField
                    key={key}
                    label={labelZh || name || t("list.unnamed")}
                    checked={name !== "" && collection.items.includes(name)}
                    onChange={(checked) =>
                      set({
                        items: checked
                          ? [...collection.items, name].filter(Boolean)
                          : collection.items.filter((each) => each !== name),
                      })
                    }
                  />
                ))}
              </fieldset>
            )}
          </EntryField>
          {again.map(({ key, name, labelZh }) => (
            <TextField
              key={key}
              path="particulars.repeats"
              label={t("hints.repeats", { item: labelZh })}
              value={entry.repeats[name] ?? ""}
              onChange={(law) => change({ repeats: { ...entry.repeats, [name]: law } })}
            />
          ))}
          <TickField
            label={t("fields.collection.fromPublic")}
            checked={collection.fromPublic}
            onChange={(fromPublic) => set({ fromPublic })}
          />
          {COLLECTION_TEXTS.map((name) => (
            <TextField
              key={name}
              path={`particulars.collection.${name}`}
              label={t(`fields.collection.${name}`)}
              value={collection[name]}
              onChange={(value) => set({ [name]: value })}
            />
          ))}
        </>
      ) : null}
    </>
  );
}
