import { expect, it } from "vitest";
import { articleIn } from "@/app/i18n/article";

it("writes an article in each language, with its item", () => {
  expect(articleIn("21", "zh-CN")).toBe("第 21 条");
  expect(articleIn("21", "en")).toBe("Article 21");
  expect(articleIn("15(二)", "zh-CN")).toBe("第 15 条（二）");
  expect(articleIn("15(二)", "en")).toBe("Article 15(2)");
  expect(articleIn("34(十二)", "en")).toBe("Article 34(12)");
});
