"use client";

// The frame stays; only the page inside it gives way.
export { default } from "@/app/error";
