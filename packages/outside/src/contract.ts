import type { Intent, Read, Write } from '@patchwright/faults';

type Answer<Method> = Method extends (input: never) => Promise<infer A> ? A : never;
type Input<Method> = Method extends (input: infer I) => Promise<unknown> ? I : never;

/** The reads of a contract, as its port has to state them. */
export type ReadsOf<Contract, Names extends keyof Contract> = {
  readonly [Name in Names]: Read<Input<Contract[Name]>, Answer<Contract[Name]>>;
};

/** The writes of a contract, as its port has to state them. */
export type WritesOf<Contract, Names extends keyof Contract> = {
  readonly [Name in Names]: Input<Contract[Name]> extends Intent
    ? Write<Input<Contract[Name]>, Answer<Contract[Name]>>
    : never;
};
