import { expect, it } from "vitest";
import en from "@/app/i18n/messages/en/admin.json";
import zh from "@/app/i18n/messages/zh-CN/admin.json";
import { listBooks, shanghaiDate } from "@/server/law";

it("has a word in the audit for every act that some city's law knows", () => {
  const today = shanghaiDate(new Date());
  const acts = listBooks().flatMap((book) =>
    book
      .on(today)
      .procedures()
      .flatMap(({ stages }) => stages.flatMap((stage) => Object.keys(stage.acts))),
  );
  expect(acts.length).toBeGreaterThan(100);
  for (const { audit } of [zh, en])
    expect([...new Set(acts)].filter((act) => !Object.hasOwn(audit.verbs, act))).toEqual([]);
});
