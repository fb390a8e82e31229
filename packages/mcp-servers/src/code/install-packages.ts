import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { MANAGERS, managerOf, packageCommand } from './package-command.ts';
import { type CodeWorld, Start, startOf, treeName } from './world.ts';

/** Installs packages in the sandbox. */
export const installPackages = defineTool({
  name: 'install_packages',
  title: 'Install packages',
  description:
    "Installs packages in the sandbox, or everything that the repository declares when none are named, with the manager that its files tell of. Packages' own scripts are not run. What can be reached is what the sandbox lets through: without a registry only packages from the repository itself or a cache.",
  effect: 'settles',
  input: Start.extend({
    packages: z
      .array(
        z
          .string()
          .max(200)
          .regex(/^[\w@.][\w@./~^=<>!*+,[\]-]*$/, 'is no name of a package'),
      )
      .max(50)
      .default([])
      .describe('Names as the manager takes them, with a version if wanted: left-pad@1.3.0.'),
    manager: z.enum(MANAGERS).optional().describe('Only where it cannot be told from the files.'),
  }),
  async run(world: CodeWorld<'open' | 'run' | 'listFiles'>, { packages, manager, ...start }) {
    const { repository, tree } = await startOf(world, start);
    const paths = (await world.workspace.listFiles({ repository, tree })).map(({ path }) => path);
    const chosen = manager ?? managerOf(paths);
    if (chosen === undefined) {
      throw new Error(
        `Nothing at the root of ${repository} tells of a package manager: name one (${MANAGERS.join(', ')}).`,
      );
    }
    const command = packageCommand(chosen, packages, paths);
    const result = await world.workspace.run({ repository, tree, command });
    if (result.exitCode !== 0) {
      throw new Error(`${command}\nended with ${result.exitCode}:\n${result.excerpt}`);
    }
    return { manager: chosen, command, at: treeName(result.tree), output: result.excerpt };
  },
});
