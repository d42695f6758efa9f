import { redirect } from "next/navigation";
import { homeOf } from "@/app/components/frame/home-of";
import { readStaff } from "@/app/components/frame/staff";

/** Leads a person who has just signed in to the first page of their role. */
export default async function HomePage(): Promise<never> {
  const { me } = await readStaff();
  redirect(homeOf(me.roles));
}
