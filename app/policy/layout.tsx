import type { ReactNode } from "react";
import { StaffFrame } from "@/app/components/frame/staff-frame";

export default function Layout({ children }: { children: ReactNode }) {
  return <StaffFrame areas={["policy"]}>{children}</StaffFrame>;
}
