/** The outside world refused what a person was to do in it; `status` is that of HTTP. */
export class OutsideRefused extends Error {
  override readonly name = 'OutsideRefused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The control door of the outside world: what people do in it, and what it holds. */
export interface OutsideControl {
  readonly url: string;
  /** `act('/jira/tickets', {…})`. Throws OutsideRefused. */
  readonly act: <Answer = unknown>(path: string, body: object) => Promise<Answer>;
  /** `read('/state/github')`. Throws OutsideRefused. */
  readonly read: <Answer = unknown>(path: string) => Promise<Answer>;
}

/** Speaks to the control door at `url`. */
export function openControl(url: string): OutsideControl {
  async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${url}/control${path}`, init);
    const answer = (await response.json().catch(() => ({}))) as Answer & { error?: string };
    if (response.ok) return answer;
    throw new OutsideRefused(response.status, answer.error ?? `${response.status} from ${path}`);
  }
  return {
    url,
    act: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    read: (path) => ask(path, {}),
  };
}
