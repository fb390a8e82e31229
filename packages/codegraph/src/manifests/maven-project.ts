import { XMLParser } from 'fast-xml-parser';
import { fieldsOf, listOf, textOf } from './fields.ts';
import type { Manifest } from './manifest.ts';

/** The project's own group, as a dependency names it. */
const OWN_GROUP = /^\$\{(?:project\.)?groupId\}$/;
const parser = new XMLParser({ parseTagValue: false, processEntities: false });

/** Reads a `pom.xml`: names are `group:artifact`, the group that of the parent where the project names none. */
export function mavenProject(text: string): Manifest {
  const project = fieldsOf(fieldsOf(parser.parse(text)).project);
  const parent = fieldsOf(project.parent);
  const groups = textOf(project.groupId).concat(textOf(parent.groupId));
  const listed = [project, fieldsOf(project.dependencyManagement)].flatMap((holder) =>
    listOf(fieldsOf(holder.dependencies).dependency),
  );
  return {
    kind: 'maven',
    provides: named(groups[0], project.artifactId, groups[0]),
    needs: [
      ...named(parent.groupId, parent.artifactId, groups[0]),
      ...listed.flatMap((one) => {
        const { groupId, artifactId } = fieldsOf(one);
        return named(groupId, artifactId, groups[0]);
      }),
    ],
  };
}

function named(group: unknown, artifact: unknown, own: string | undefined): readonly string[] {
  const [groupId] = textOf(group);
  const [artifactId] = textOf(artifact);
  if (groupId === undefined || artifactId === undefined) return [];
  return [`${OWN_GROUP.test(groupId) ? own : groupId}:${artifactId}`];
}
