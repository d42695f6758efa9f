import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { EmptyState } from "@/app/components/empty-state";
import { FilterForm } from "@/app/components/filter-form";
import { readParams, type SearchParams } from "@/app/components/listing";
import { load } from "@/app/components/load";
import { PrintButton } from "@/app/components/print-button";
import { inLanguage } from "@/app/i18n/text";
import { notOfficial, PolicyPage } from "@/app/policy/policy-page";
import { DueCard } from "@/app/policy/simulate/due-card";
import { SimulatedMonths } from "@/app/policy/simulate/month-view";
import { isCivilDate, shanghaiDate } from "@/server/law/civil-date";
import type { SimulatedProcedure, SimulateInput, SimulationAnswer } from "@/server/policy/policy.schema";

const PATH = "/policy/simulate";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policy"))("simulate.title") };
}

/** "If it is received then, when is it due?": one step counted as the city is run and by its text alone. */
export default async function SimulatePage({ searchParams }: { searchParams: SearchParams }) {
  const refused = await notOfficial();
  if (refused) return refused;
  const t = await getTranslations("policy.simulate");
  const params = await readParams(searchParams, ["step", "at", "extendedBy", "chosenDays"]);
  const at = instantOf(params.at);
  const procedures = await load((api) => api.policy.steps({ on: at ? shanghaiDate(at) : undefined }));
  const chosen = params.step ? choiceOf(procedures, params.step) : undefined;
  return (
    <PolicyPage here="simulate" note={t("note")} extra={chosen && at ? <PrintButton /> : null}>
      <div className="card">
        <Question procedures={procedures} params={params} />
      </div>
      {params.at && !at ? (
        <Nothing title={t("badAt")} text={t("badAtText")} />
      ) : params.step && at && !chosen ? (
        <Nothing title={t("unknownStep")} text={t("unknownStepText")} />
      ) : chosen && at ? (
        <Answer chosen={chosen} at={at} extendedBy={daysOf(params.extendedBy)} chosenDays={daysOf(params.chosenDays)} />
      ) : (
        <Nothing title={t("choose")} text={t("chooseText")} />
      )}
    </PolicyPage>
  );
}

interface Choice {
  procedure: SimulatedProcedure;
  step: SimulatedProcedure["steps"][number];
  start: SimulatedProcedure["steps"][number]["starts"][number];
}

/** `procedure/step/event`, as the form's one list names a step and what starts it. */
function choiceOf(procedures: SimulatedProcedure[], value: string): Choice | undefined {
  return choicesOf(procedures).find((choice) => keyOf(choice) === value);
}

function choicesOf(procedures: SimulatedProcedure[]): Choice[] {
  return procedures.flatMap((procedure) =>
    procedure.steps.flatMap((step) => step.starts.map((start) => ({ procedure, step, start }))),
  );
}

function keyOf({ procedure, step, start }: Choice): string {
  return [procedure.id, step.id, start.event].join("/");
}

/** What a datetime control sends is read on Shanghai's clock. */
function instantOf(value: string | undefined): Date | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2})?$/.exec(value ?? "") ?? [];
  if (!date || !time || !isCivilDate(date)) return undefined;
  const instant = new Date(`${date}T${time}:00+08:00`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function daysOf(value: string | undefined): number | undefined {
  return value && /^[1-9]\d{0,2}$/.test(value) ? Number(value) : undefined;
}

async function Question({
  procedures,
  params,
}: {
  procedures: SimulatedProcedure[];
  params: Partial<Record<string, string>>;
}) {
  const t = await getTranslations("policy.simulate");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const choices = choicesOf(procedures);
  return (
    <FilterForm action={PATH} active={Boolean(params.step || params.at)} submit={t("submit")}>
      <label>
        {t("step")}
        <select className="field" name="step" defaultValue={params.step ?? ""} required>
          <option value="">{common("choose")}</option>
          {procedures
            .filter((procedure) => choices.some((choice) => choice.procedure === procedure))
            .map((procedure) => (
              <optgroup key={procedure.id} label={inLanguage(procedure.title, locale)}>
                {choices
                  .filter((choice) => choice.procedure === procedure)
                  .map((choice) => (
                    <option key={keyOf(choice)} value={keyOf(choice)}>
                      {t("stepOption", {
                        step: inLanguage(choice.step.title, locale),
                        event: inLanguage(choice.start.title, locale),
                      })}
                    </option>
                  ))}
              </optgroup>
            ))}
        </select>
      </label>
      <label>
        {t("at")}
        <input className="field" type="datetime-local" name="at" defaultValue={params.at ?? ""} required />
      </label>
      {(["extendedBy", "chosenDays"] as const).map((name) => (
        <label key={name}>
          {t(name)}
          <input
            className="field"
            type="number"
            name={name}
            min={1}
            max={365}
            defaultValue={params[name] ?? ""}
            placeholder={common("none")}
          />
        </label>
      ))}
    </FilterForm>
  );
}

interface AnswerProps {
  chosen: Choice;
  at: Date;
  extendedBy: number | undefined;
  chosenDays: number | undefined;
}

async function Answer({ chosen, at, extendedBy, chosenDays }: AnswerProps) {
  const t = await getTranslations("policy.simulate");
  const locale = await getLocale();
  const format = await getFormatter();
  const input: SimulateInput = {
    procedure: chosen.procedure.id,
    step: chosen.step.id,
    event: chosen.start.event,
    at,
    // Days that a notice sets mean nothing where no notice does; the form asks for both.
    ...(extendedBy !== undefined && { extendedBy }),
    ...(chosenDays !== undefined && chosen.step.chosen && { chosenDays }),
  };
  const { simulation, problem } = await load((api) => api.policy.simulate(input));
  if (problem) return <Problem problem={problem} />;
  const question = t("question", {
    procedure: inLanguage(chosen.procedure.title, locale),
    step: inLanguage(chosen.step.title, locale),
  });
  const from = t("from", { event: inLanguage(chosen.start.title, locale), at: format.dateTime(at, "dateTime") });
  return (
    <>
      <p role="status">
        <span className="strong">{question}</span> <span className="soft">{from}</span>
      </p>
      <div className="grid-2">
        <DueCard id="applied" title={t("applied")} found={simulation.applied} />
        <DueCard id="written" title={t("written")} found={simulation.written} />
      </div>
      {simulation.applied.due ? <SimulatedMonths simulation={simulation} /> : null}
    </>
  );
}

async function Problem({ problem }: { problem: NonNullable<SimulationAnswer["problem"]> }) {
  const t = await getTranslations("policy.simulate.problems");
  return (
    <div className="notice-box is-amber" role="alert">
      {problem.code === "TOO_LONG" ? t("TOO_LONG", { atMost: problem.atMost }) : t(problem.code)}
    </div>
  );
}

function Nothing({ title, text }: { title: string; text: string }) {
  return (
    <div className="card">
      <EmptyState title={title} text={text} />
    </div>
  );
}
