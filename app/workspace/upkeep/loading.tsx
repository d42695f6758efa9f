import { PageSkeleton } from "@/app/components/skeleton";

export default function Loading() {
  return <PageSkeleton cards={1} lines={10} />;
}
