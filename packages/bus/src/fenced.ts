/** Somebody else has appended to this run since: whoever gets this has lost it, and stops without another effect. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
  readonly tenant: string;
  readonly run: string;

  constructor(tenant: string, run: string) {
    super(`run ${run} of ${tenant} was taken over by another worker`);
    this.tenant = tenant;
    this.run = run;
  }
}
