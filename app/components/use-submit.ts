"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Problem, problemOf } from "@/app/components/problem";
import { useIdempotencyKey } from "@/app/components/use-idempotency-key";

interface Submit<Input> {
  /** Sends the form once; false when it was refused and `problem` says why. */
  submit: (input: Omit<Input, "idempotencyKey">) => Promise<boolean>;
  busy: boolean;
  problem: Problem | null;
  setProblem: (problem: Problem | null) => void;
}

/**
 * One form that changes something: carries its idempotency key, keeps what went wrong as a Problem, ignores a second
 * click while the first is under way, and takes a new key after a success.
 */
export function useSubmit<Output, Failure, Input extends { idempotencyKey: string }, Context>(
  options: UseMutationOptions<Output, Failure, Input, Context>,
  done: (output: Output) => void,
): Submit<Input> {
  const { mutateAsync, isPending } = useMutation(options);
  const { key, renew } = useIdempotencyKey();
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (input: Omit<Input, "idempotencyKey">) => {
    if (isPending) return false;
    setProblem(null);
    try {
      const output = await mutateAsync({ ...input, idempotencyKey: key() } as Input);
      renew();
      done(output);
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    }
  };
  return { submit, busy: isPending, problem, setProblem };
}
