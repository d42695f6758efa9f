import { NotFoundText } from "@/app/components/not-found-text";

/** An address outside every frame, so it brings its own main landmark. */
export default function NotFound() {
  return (
    <main id="main" className="frame-main public-main">
      <NotFoundText home="/" />
    </main>
  );
}
