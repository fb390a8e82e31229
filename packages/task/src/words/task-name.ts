/** How a person names a task. */
export type TaskName =
  /** A pull request of a repository, or of the repository that the place tells. */
  | { readonly kind: 'pull-request'; readonly repository?: string; readonly number: number }
  /** A ticket's key: `SHOP-42`. */
  | { readonly kind: 'ticket'; readonly key: string }
  /** A task's id: `shop-42_2`, `round-totals-once-1a2b3c`. */
  | { readonly kind: 'id'; readonly id: string };

const OWNER_NAME = '[A-Za-z0-9][\\w.-]{0,99}/[\\w.-]{1,100}';
const PULL = new RegExp(`^(?<repository>${OWNER_NAME})?[#!](?<number>\\d{1,9})$`);
const PULL_URL = new RegExp(
  `^https?://[^/\\s]+/(?<repository>${OWNER_NAME})/pull/(?<number>\\d{1,9})`,
);
const TICKET_URL = /^https?:\/\/\S+?\/browse\/(?<key>[A-Za-z][A-Za-z0-9_]*-\d+)/;
const TASK_URL = /^https?:\/\/\S+?\/tasks\/(?<id>[a-z0-9_-]{1,64})/;
const KEY = /^[A-Za-z][A-Za-z0-9_]{0,40}-\d{1,9}$/;
const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Reads how somebody names a task: by id, ticket, pull request, or the address of one of these. `undefined` when it is no name. Pure, total. */
export function readTaskName(name: string): TaskName | undefined {
  const pull = (PULL_URL.exec(name) ?? PULL.exec(name))?.groups;
  if (pull?.number !== undefined) {
    const { repository } = pull;
    return {
      kind: 'pull-request',
      number: Number(pull.number),
      ...(repository === undefined ? {} : { repository }),
    };
  }
  const task = TASK_URL.exec(name)?.groups?.id;
  if (task !== undefined) return { kind: 'id', id: task };
  const key = TICKET_URL.exec(name)?.groups?.key ?? KEY.exec(name)?.[0];
  if (key !== undefined) return { kind: 'ticket', key };
  return ID.test(name) ? { kind: 'id', id: name } : undefined;
}

/** Whether words are rather a task's name than talk: a key, a number with `#`, an address, or an id with a hyphen. Pure. */
export function isTaskName(name: string): boolean {
  const read = readTaskName(name);
  return (
    read !== undefined && (read.kind !== 'id' || /[-_]/.test(read.id) || /^https?:/.test(name))
  );
}
