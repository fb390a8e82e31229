/** An answer that GitHub gives instead of doing what was asked; becomes the HTTP answer as it is. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    const documentation_url = 'https://docs.github.com/rest';
    this.body = { message, ...more, documentation_url, status: String(status) };
  }
}

/** 404 as GitHub words it. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** 422 with GitHub's list of what is wrong. `errors` may hold plain sentences, which GitHub marks as `custom`. */
export function unprocessable(
  resource: string,
  errors: readonly (string | { readonly field: string; readonly code: string })[],
): Refusal {
  return new Refusal(422, 'Validation Failed', {
    errors: errors.map((error) =>
      typeof error === 'string'
        ? { resource, code: 'custom', message: error }
        : { resource, ...error },
    ),
  });
}
