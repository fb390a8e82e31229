import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_SKILLS, parseSkill, readSkillFolder, type Skill } from '@patchwright/agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleFaults, scriptFaults } from './skill-check.ts';

const own = readSkillFolder(OWN_SKILLS, 'patchwright');

describe('each of the eleven skills', () => {
  test('is looked at', () => expect(own).toHaveLength(11));

  test.each(own.map((skill) => [skill.name, skill] as const))(
    '%s shows what its service takes, by the service’s own schema, and its scripts run',
    async (_name, skill) => {
      expect(exampleFaults(skill)).toEqual([]);
      expect(await scriptFaults(skill, OWN_SKILLS)).toEqual([]);
    },
  );
});

describe('the check finds a skill', () => {
  test('without an example', () => {
    expect(exampleFaults(skill('Do it.'))).toEqual(['mine: there is no example of a Review']);
  });

  test('whose example lacks a part', () => {
    expect(exampleFaults(skill(example('{ "conforms": true }')))[0]).toMatch(/problems/);
  });

  test('whose example has a part that nobody reads', () => {
    const more = '{ "conforms": true, "problems": [], "mood": "good" }';
    expect(exampleFaults(skill(example(more)))[0]).toMatch(/does not know/);
  });

  test('whose example is no JSON', () => {
    expect(exampleFaults(skill(example('{ conforms }')))[0]).toMatch(/no JSON/);
  });

  test('whose plan does not begin with a failing test', () => {
    const planning = own.find(({ name }) => name === 'planning') as Skill;
    const body = planning.body.replace('"type": "test"', '"type": "implement"');
    expect(exampleFaults({ ...planning, body })).not.toEqual([]);
  });

  test('whose output no service reads', () => {
    expect(exampleFaults(skill('Do it.', 'Poem'))[0]).toMatch(/no service reads.*Poem/);
  });
});

describe('scripts of a skill', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skills-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('that are named must be there and run', async () => {
    await mkdir(join(folder, 'mine', 'scripts'), { recursive: true });
    await script('well.sh', 'exit 0');
    await script('badly.sh', 'exit 3');
    const named = skill('Run scripts/well.sh, scripts/badly.sh and scripts/gone.sh.', 'Review', [
      'scripts/well.sh',
      'scripts/badly.sh',
    ]);
    const faults = await scriptFaults(named, folder);
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(/scripts\/gone\.sh is named and not there/);
    expect(faults[1]).toMatch(/scripts\/badly\.sh does not run/);
  });

  async function script(name: string, text: string): Promise<void> {
    const path = join(folder, 'mine', 'scripts', name);
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
  }
});

function example(json: string): string {
  return `Do it.\n\n## Example\n\n\`\`\`json\n${json}\n\`\`\``;
}

function skill(body: string, output = 'Review', files: readonly string[] = []): Skill {
  const front = `---\nname: mine\ndescription: Does mine well, always and everywhere.\nmetadata:\n  output: ${output}\n---\n`;
  return parseSkill(`${front}\n${body}\n`, {
    file: 'mine/SKILL.md',
    folder: 'mine',
    origin: 'organisation',
    files,
    read: async () => '',
  });
}
