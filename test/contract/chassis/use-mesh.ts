import { afterAll, beforeAll } from 'vitest';
import { startMesh } from './mesh.ts';

/** The mesh of a test file, from `useMesh` on. */
export let mesh: Awaited<ReturnType<typeof startMesh>>;

/** Starts a mesh for the tests of a file; it is gone after them. */
export function useMesh(): void {
  beforeAll(async () => {
    mesh = await startMesh();
  });
  afterAll(() => mesh[Symbol.asyncDispose]());
}
