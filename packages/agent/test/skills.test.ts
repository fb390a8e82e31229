import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  gatherSkills,
  OWN_SKILLS,
  readSkillFolder,
  readSkillSettings,
  skillsFor,
  stack,
  withSkills,
} from '../src/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skills-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The text of a skill. */
function text(name: string, body = 'Do it well.', more = ''): string {
  return `---\nname: ${name}\ndescription: Does ${name} well. Use it whenever there is ${name}.\n${more}---\n\n${body}\n`;
}

/** Puts a skill into the folder. */
function put(name: string, content = text(name), file = 'SKILL.md'): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, file), content);
}

/** A repository with these files. */
function repository(files: Readonly<Record<string, string>>) {
  return {
    listFiles: async () =>
      Object.entries(files).map(([path, content]) => ({ path, size: content.length })),
    readFile: async ({ path }: { readonly path: string }) => files[path] ?? null,
  };
}

const base = { repository: 'acme/shop', tree: '1'.repeat(40) };

describe('the skills that come with Patchwright', () => {
  const own = readSkillFolder(OWN_SKILLS, 'patchwright');

  test('are all eleven', () => {
    expect(own.map(({ name }) => name)).toEqual([
      'code-review',
      'discovery',
      'execution',
      'git-operations',
      'github-pr',
      'jira-enrichment',
      'notifications',
      'plan-changes',
      'planning',
      'sentry-analysis',
      'tdd-workflow',
    ]);
  });

  test.each(own.map((skill) => [skill.name, skill] as const))(
    '%s says its purpose, when, with which tools and how, and what comes out',
    (_name, { body, outputs }) => {
      const parts = body.match(/^## .+$/gm);
      expect(parts).toEqual(
        expect.arrayContaining([
          '## Purpose',
          '## When',
          '## Tools',
          '## Process',
          '## Output',
          '## Example',
        ]),
      );
      expect(outputs).not.toEqual([]);
      for (const output of outputs) {
        expect(body.split('## Output')[1]).toContain(`\`${output}\``);
      }
    },
  );

  test('are offered to those whose work they are', () => {
    const offered = (role: string) => skillsFor(role, stack(own)).section;
    expect(offered('planner')).toContain('- planning:');
    expect(offered('planner')).not.toContain('tdd-workflow');
    expect(offered('executor')).toContain('- tdd-workflow:');
    expect(offered('reviewer')).toContain('- code-review:');
  });
});

describe('a skill that cannot be read', () => {
  test.each([
    ['no front matter', 'Do it well.', /front matter is missing/],
    ['front matter that is no YAML', '---\nname: [\n---\nx', /no YAML/],
    ['another name than its folder', text('other'), /name: is "other", but its folder is "mine"/],
    ['no description', '---\nname: mine\n---\nx', /description/],
    ['a description that says nothing', '---\nname: mine\ndescription: x\n---\nx', /when to use/],
    ['an unknown field', text('mine', 'x', 'tools: everything\n'), /tools/],
    ['nothing to say', '---\nname: mine\ndescription: Does mine well, always.\n---\n', /nothing/],
    ['too much to say', text('mine', 'x'.repeat(20_001)), /move details into files/],
  ])('names its file and the fault: %s', (_what, content, fault) => {
    put('mine', content);
    expect(() => readSkillFolder(folder, 'organisation')).toThrow(fault);
    expect(() => readSkillFolder(folder, 'organisation')).toThrow(/mine\/SKILL\.md/);
  });

  test('does not stop the work when it is a repository’s', async () => {
    const files = repository({
      '.patchwright/skills/broken/SKILL.md': 'nothing here',
      '.patchwright/skills/style/SKILL.md': text('style'),
    });
    const shelf = await gatherSkills(files, base, { organisation: [], own: [] });
    expect(shelf.skills.map(({ name }) => name)).toEqual(['style']);
  });
});

describe('of several skills of one name', () => {
  test('the organisation’s stands before the repository’s, and that before ours', async () => {
    put('planning', text('planning', 'As the organisation plans.'));
    const files = repository({
      '.patchwright/skills/planning/SKILL.md': text('planning', 'As the repository plans.'),
      '.patchwright/skills/discovery/SKILL.md': text('discovery', 'As the repository looks.'),
    });
    const config = readSkillSettings({ PATCHWRIGHT_SKILLS: folder });
    const { skills } = await gatherSkills(files, base, config);
    const body = (name: string) => skills.find((skill) => skill.name === name)?.body;
    expect(body('planning')).toBe('As the organisation plans.');
    expect(body('discovery')).toBe('As the repository looks.');
    expect(body('tdd-workflow')).toContain('# The failing test');
  });
});

describe('an agent', () => {
  test('sees names and descriptions, and reads texts and files when it asks', async () => {
    put('style', text('style', 'Read `names.md` for names.'));
    put('style', 'Names are short.', 'names.md');
    const set = skillsFor('planner', stack(readSkillFolder(folder, 'organisation')));
    const instructions = withSkills('You plan.', set);
    expect(instructions).toContain('- style: Does style well. Use it whenever there is style.');
    expect(instructions).not.toContain('Read `names.md`');
    const [read] = set.tools;
    expect(await read?.run({ name: 'style' })).toBe(
      'Read `names.md` for names.\n\nFiles: names.md',
    );
    expect(await read?.run({ name: 'style', file: 'names.md' })).toBe('Names are short.');
    await expect(read?.run({ name: 'style', file: '../secret' })).rejects.toThrow(/has no file/);
    await expect(read?.run({ name: 'other' })).rejects.toThrow('there is no skill other');
  });

  test('for whom there is none is told of none', () => {
    put('style', text('style', 'x', 'metadata: { roles: planner }\n'));
    const set = skillsFor('executor', stack(readSkillFolder(folder, 'organisation')));
    expect(set).toEqual({ section: '', tools: [] });
    expect(withSkills('You work.', set)).toBe('You work.');
  });
});
