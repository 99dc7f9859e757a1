/**
 * The values a log line may carry beside its constant message. Free text from outside (SIP headers, caller names, exception texts of
 * libraries) is not among them: it goes through `cause`, which the adapter redacts.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * Where the daemon tells its operator what happened. `event` is a constant (`trunk-failover`), never built from data, so lines group.
 * A line never carries a telephone number, a name or a transcript; the adapter redacts as a second net. Logging never throws.
 */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { readonly cause?: never }, cause?: unknown): void;
}
