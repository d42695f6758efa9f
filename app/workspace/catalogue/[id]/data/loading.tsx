import { PageSkeleton } from "@/app/components/skeleton";

export default function Loading() {
  return <PageSkeleton cards={3} lines={4} />;
}
