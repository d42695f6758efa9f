/** Whether forms state the days that clocks are to start on. */

import type { ApplicationField, ClockStart, MarkedBy, Procedure, Text } from "../types";
import type { Flaw, Place } from "./flaw";

/** A clock that starts on a stated day needs a field that is always filled with one, unless the act itself starts it too. */
export function formFlaws({ filing, stages }: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const check = (whence: Text, { marks, markedBy }: Marking, fields: ApplicationField[], place: Place) => {
    for (const [start, id] of Object.entries(markedBy) as [ClockStart, string][]) {
      const field = fields.find((candidate) => candidate.id === id);
      const flaw = (zh: string, en: string) =>
        flaws.push({
          place,
          sentence: {
            zh: `${whence.zh}以“${id}”所填日期为“${start}”的日期，但${zh}`,
            en: `${whence.en} takes the day of "${start}" from "${id}", which ${en}`,
          },
        });
      if (field?.kind !== "date" && field?.kind !== "year")
        flaw("其表单没有这个日期字段（kind: date）", "is no date of its form");
      else if ((!field.required || field.when) && !marks.includes(start)) flaw("该项可以不填", "may be left empty");
    }
  };
  check({ zh: "提交", en: "filing" }, filing, filing.application, ["filing", "marked_by"]);
  for (const stage of stages)
    for (const act of Object.values(stage.acts))
      check(
        { zh: `环节“${stage.id}”的“${act.id}”`, en: `act "${act.id}" of stage "${stage.id}"` },
        act,
        [...act.fields, ...filing.application],
        ["stages", `#${stage.id}`, "acts", `#${act.id}`, "marked_by"],
      );
  return flaws;
}

interface Marking {
  marks: ClockStart[];
  markedBy: MarkedBy;
}
