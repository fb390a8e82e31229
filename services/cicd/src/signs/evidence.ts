/** Node's own test runner was at work, by the totals that it prints last. */
export const NODE_TESTS: RegExp = /^(?:#|ℹ) tests \d+$/m;

/** Python ended with a trace. */
export const PYTHON_TRACE: RegExp = /^Traceback \(most recent call last\):$/m;

/** rustc refused lints, not code: the reason that it gives for calling a warning an error. */
export const DENIED_LINT: RegExp = /implied by `-D |^\s*= note: `-D |#!?\[deny\(|rust-clippy\//m;

/** Go named places in Go files. */
export const GO_PLACE: RegExp = /^(?:\.\/)?\S+\.go:\d+:\d+: /m;
