const NAME = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/**
 * Which of these names are of other repositories (`owner/name`) of the same owner as `own`: only there may a plan have parts, since a
 * branch is written there before anybody approves. Upper and lower case are one, as they are to GitHub.
 */
export function othersOfOwner(own: string, names: readonly string[]): readonly string[] {
  return names.filter(
    (name) =>
      NAME.test(name) && ownerOf(name) === ownerOf(own) && name.toLowerCase() !== own.toLowerCase(),
  );
}

function ownerOf(repository: string): string | undefined {
  return repository.split('/')[0]?.toLowerCase();
}
