import { useSyncExternalStore } from "react";

/** False until the page's scripts answer: what is typed into a form before that would be lost. */
export function useReady(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

function never(): () => void {
  return () => undefined;
}
