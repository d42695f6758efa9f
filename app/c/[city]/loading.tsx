import { PageSkeleton } from "@/app/components/skeleton";

export default function Loading() {
  return (
    <main className="frame-main public-main">
      <PageSkeleton cards={3} />
    </main>
  );
}
