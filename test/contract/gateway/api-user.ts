import { describedApi } from './described.ts';
import { type House, planOf, proposedFacts } from './house.ts';

type Headers = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

/** Somebody who uses the API of a house; every answer is checked against what the API says of itself. */
export interface ApiUser {
  readonly api: House['api'];
  readonly get: (path: string) => Promise<Json>;
  readonly post: (path: string, body?: unknown, headers?: Headers) => Promise<Response>;
  /** The same, and its body. */
  readonly posted: (path: string, body?: unknown, headers?: Headers) => Promise<Json>;
  /** A task of its own that waits for an approval. Answers its id. */
  readonly waiting: (plan?: ReturnType<typeof planOf>) => Promise<string>;
}

/** Uses the API of a house. */
export async function useApi(house: House): Promise<ApiUser> {
  const api = await describedApi(house);
  let started = 0;

  function post(path: string, body: unknown = {}, headers: Headers = {}): Promise<Response> {
    return api(path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  async function posted(path: string, body?: unknown, headers?: Headers): Promise<Json> {
    return (await (await post(path, body, headers)).json()) as Json;
  }

  return {
    api,
    post,
    posted,
    get: async (path) => (await (await api(path)).json()) as Json,
    async waiting(plan = planOf()) {
      started += 1;
      const { task } = await posted('/v1/tasks', { title: `Mend cart ${started}` });
      await house.state(String(task), ...proposedFacts('4'.repeat(40), { plan }));
      return String(task);
    },
  };
}
