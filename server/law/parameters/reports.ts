import { annualDateSchema, durationSchema, parameter } from "./shape";

/** Annual reports and the validity of the instrument. */
export const REPORTS = {
  "report.annual.departments": parameter("部门年度报告", "Annual report of departments", annualDateSchema),
  "report.annual.authority": parameter("主管部门年度报告", "Annual report of the authority", annualDateSchema),
  "instrument.validity": parameter("有效期", "Validity", durationSchema),
} as const;
