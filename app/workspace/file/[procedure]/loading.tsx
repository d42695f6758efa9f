import { PageSkeleton } from "@/app/components/skeleton";

export default function Loading() {
  return <PageSkeleton cards={2} lines={6} />;
}
