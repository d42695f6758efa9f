import { describe, expect, it } from "vitest";
import {
  citizenIdCheck,
  creditCodeCheck,
  isCitizenId,
  isCreditCode,
  isMobileNumber,
  organisationCodeCheck,
} from "./identifiers";

describe("a citizen id (GB 11643)", () => {
  it("takes the two examples of the standard", () => {
    expect(isCitizenId("11010519491231002X")).toBe(true);
    expect(isCitizenId("440524188001010014")).toBe(true);
  });
  it("refuses a wrong check character, an impossible date and another length", () => {
    expect(isCitizenId("110105194912310021")).toBe(false);
    expect(isCitizenId("110105194902310021")).toBe(false);
    expect(isCitizenId(`11010519490230002${citizenIdCheck("11010519490230002")}`)).toBe(false);
    expect(isCitizenId("1101051949123100")).toBe(false);
  });
  it("calculates the check character, X included", () => {
    expect(citizenIdCheck("11010519491231002")).toBe("X");
    expect(citizenIdCheck("44052418800101001")).toBe("4");
  });
});

describe("a unified social credit code (GB 32100)", () => {
  it("takes the example of the standard and refuses its neighbour", () => {
    expect(isCreditCode("91350100M000100Y43")).toBe(true);
    expect(isCreditCode("91350100M000100Y44")).toBe(false);
    expect(creditCodeCheck("91350100M000100Y4")).toBe("3");
  });
  it("holds an organisation code with a check character of its own (GB 11714)", () => {
    // The example's organisation code is M000100Y-4.
    expect(organisationCodeCheck("M000100Y")).toBe("4");
    // The example of GB 11714 itself: D2143569-X.
    expect(organisationCodeCheck("D2143569")).toBe("X");
  });
  it("refuses the letters that the standard leaves out", () => {
    for (const letter of "IOSVZ") expect(isCreditCode(`9135010${letter}M000100Y43`)).toBe(false);
  });
});

describe("a mobile number", () => {
  it("has eleven digits and begins with 13 to 19", () => {
    expect(isMobileNumber("13800138000")).toBe(true);
    expect(isMobileNumber("12345678901")).toBe(false);
    expect(isMobileNumber("1380013800")).toBe(false);
  });
});
