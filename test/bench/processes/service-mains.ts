/** The process of a service as it runs everywhere else: `services/<name>/src/main.ts`. */
export function mainOf(service: 'scheduler' | 'projector' | 'gateway'): string {
  return new URL('./main.ts', import.meta.resolve(`@patchwright/${service}`)).href;
}
