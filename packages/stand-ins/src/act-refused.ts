/** An act of a person that the stand-in cannot carry out; `status` is what the control door answers. */
export class ActRefused extends Error {
  override readonly name = 'ActRefused';
  readonly status: number;

  constructor(message: string, status = 404) {
    super(message);
    this.status = status;
  }
}
