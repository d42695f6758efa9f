import { redirect } from "next/navigation";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";

/** Leads each administrator to their own third. */
export default async function AdminPage(): Promise<never> {
  const { me } = await readStaff();
  redirect(homeOf(me.roles));
}
