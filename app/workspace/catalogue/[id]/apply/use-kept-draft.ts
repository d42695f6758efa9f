"use client";

import { useEffect, useState } from "react";
import type { RequestDraft } from "@/app/components/request/request-draft";

/**
 * An application that survives a reload or an ended session: kept in this browser tab only, until it is submitted.
 * Kept by person, so that whoever signs in next at the same desk does not see it.
 * Restored after the first drawing, because the server does not know it.
 */
export function useKeptDraft(entryId: string, person: string, first: () => RequestDraft) {
  const name = `heliu.request.${person}.${entryId}`;
  const [draft, setDraft] = useState(first);
  const [restored, setRestored] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for this entry
  useEffect(() => {
    const kept = read(name);
    if (!kept) return;
    const { from, until } = first();
    setDraft({ ...first(), ...kept, ...(kept.from < from ? { from, until } : {}) });
    setRestored(true);
  }, [name]);
  return {
    draft,
    restored,
    change: (changes: Partial<RequestDraft>) =>
      setDraft((before) => {
        const after = { ...before, ...changes };
        write(name, after);
        return after;
      }),
    drop: () => {
      write(name, null);
      setDraft(first());
      setRestored(false);
    },
    forget: () => write(name, null),
  };
}

function read(name: string): RequestDraft | null {
  try {
    const text = sessionStorage.getItem(name);
    return text ? (JSON.parse(text) as RequestDraft) : null;
  } catch {
    return null; // storage may be switched off; then nothing is kept
  }
}

function write(name: string, draft: RequestDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(name, JSON.stringify(draft));
    else sessionStorage.removeItem(name);
  } catch {
    // As above.
  }
}
