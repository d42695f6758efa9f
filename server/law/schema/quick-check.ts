import { z } from "zod";

/** What a quick check answers where anything is wrong. */
const WRONG = Symbol("wrong");

type Check = (value: unknown) => unknown;
type Schema = z.core.$ZodType;

const made = new WeakMap<Schema, Check>();

/**
 * A schema as a function that answers what the schema would make of a content, or null where anything is wrong with it,
 * without saying what: most files are sound, and gathering complaints about each form that a value might have had costs
 * more than the check. Whatever is not taken apart here is asked of the schema itself.
 */
export function quickCheck<S extends z.ZodType>(schema: S): (content: unknown) => z.output<S> | null {
  const check = checkOf(schema);
  return (content) => {
    const found = check(content);
    return found === WRONG ? null : (found as z.output<S>);
  };
}

function checkOf(schema: Schema): Check {
  const known = made.get(schema);
  if (known) return known;
  const form = formOf(schema);
  const check: Check = form ? refined(schema, form) : (value) => askedOf(schema, value);
  made.set(schema, check);
  return check;
}

/** The schema's own word. */
function askedOf(schema: Schema, value: unknown): unknown {
  const result = z.safeParse(schema, value);
  return result.success ? result.data : WRONG;
}

/** The form of a value without the schema's further checks; null where it is left to the schema, checks and all. */
function formOf(schema: Schema): Check | null {
  // A format is a check of its own (a whole number).
  if (schema._zod.traits.has("$ZodCheck")) return null;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return def.coerce ? null : (value) => (typeof value === "string" ? value : WRONG);
    case "boolean":
      return def.coerce ? null : (value) => (typeof value === "boolean" ? value : WRONG);
    case "null":
      return (value) => (value === null ? value : WRONG);
    case "unknown":
      return (value) => value;
    case "literal":
      return among(new Set<unknown>(def.values));
    case "enum":
      return among((schema as z.core.$ZodEnum)._zod.values);
    case "optional":
      return optional(def.innerType);
    case "default":
      return defaulted(def);
    case "array":
      return list(checkOf(def.element));
    case "union":
      return oneOf(def.options.map(checkOf));
    case "pipe":
      return inTurn(checkOf(def.in), checkOf(def.out));
    case "object":
      return block(def);
    case "record":
      return names(def);
    default:
      return null;
  }
}

/** What the schema wants beyond the form, as the schema itself looks at it. */
function refined(schema: Schema, form: Check): Check {
  const checks = (schema._zod.def.checks ?? []) as z.core.$ZodCheck<unknown>[];
  if (checks.length === 0) return form;
  return (value) => {
    const found = form(value);
    if (found === WRONG) return WRONG;
    const payload: z.core.ParsePayload = { value: found, issues: [] };
    for (const { _zod } of checks) {
      if (_zod.def.when && !_zod.def.when(payload)) continue;
      if (_zod.check(payload) instanceof Promise || payload.issues.length > 0) return WRONG;
    }
    return payload.value;
  };
}

function among(values: ReadonlySet<unknown>): Check {
  return (value) => (values.has(value) ? value : WRONG);
}

function optional(inner: Schema): Check | null {
  if (inner._zod.optin === "defaulted") return null;
  const check = checkOf(inner);
  return (value) => (value === undefined ? undefined : check(value));
}

function defaulted(def: z.core.$ZodDefaultDef): Check {
  const check = checkOf(def.innerType);
  return (value) => {
    const found = value === undefined ? undefined : check(value);
    return found === undefined ? def.defaultValue : found;
  };
}

function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return WRONG;
    const found = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) {
      const item = check(value[index]);
      if (item === WRONG) return WRONG;
      found[index] = item;
    }
    return found;
  };
}

function oneOf(checks: Check[]): Check {
  return (value) => {
    for (const check of checks) {
      const found = check(value);
      if (found !== WRONG) return found;
    }
    return WRONG;
  };
}

function inTurn(first: Check, second: Check): Check {
  return (value) => {
    const found = first(value);
    return found === WRONG ? WRONG : second(found);
  };
}

/** A block of named fields and no others, in the order in which the schema names them: what rests on it is digested. */
function block({ shape, catchall }: z.core.$ZodObjectDef): Check | null {
  const fields = Object.entries(shape).map(([key, schema]) => {
    const { optin, optout } = schema._zod;
    return { key, check: checkOf(schema), absent: optin, plain: optin === "defaulted" ? !optout : optin === optout };
  });
  const strict = catchall && (catchall as z.core.$ZodTypes)._zod.def.type === "never";
  if (!strict || !fields.every(({ key, plain }) => plain && key !== "__proto__")) return null;
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return WRONG;
    const given = value as Record<string, unknown>;
    const found: Record<string, unknown> = {};
    let known = 0;
    for (const { key, check, absent } of fields) {
      const one = given[key];
      if (one !== undefined) known++;
      else if (absent === undefined) return WRONG;
      else if (absent === "optional") continue;
      const field = check(one);
      if (field === WRONG) return WRONG;
      found[key] = field;
    }
    for (const _ in given) known--;
    return known === 0 ? found : WRONG;
  };
}

/** Any names that fit, each with a value. */
function names(def: z.core.$ZodRecordDef): Check | null {
  const { keyType, valueType, mode } = def;
  const all = keyType._zod.values && !def.partial;
  if (all || mode === "loose") return null;
  const [fits, check] = [checkOf(keyType), checkOf(valueType)];
  return (value) => {
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return WRONG;
    const given = value as Record<string, unknown>;
    const found: Record<string, unknown> = {};
    for (const key of Object.keys(given)) {
      if (key === "__proto__" || fits(key) !== key) return WRONG;
      const one = check(given[key]);
      if (one === WRONG) return WRONG;
      found[key] = one;
    }
    return found;
  };
}
