import { needsPerson, type RunCase, step } from '../case.ts';

const POM = (more = '') => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1.0</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.11.4</version><scope>test</scope></dependency>
    ${more}
  </dependencies>
  <build><plugins>
    <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.2</version></plugin>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
  </plugins></build>
</project>
`;
const TOTAL = (body: string) =>
  `package shop;\n\npublic class Total {\n  public static int of(int... items) {\n    ${body}\n  }\n}\n`;
const TEST = `package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TotalTest {
  @Test
  void addsPrices() {
    assertEquals(3, Total.of(1, 2));
  }

  @Test
  void doesNotFail() {
    System.out.println("[ERROR] COMPILATION ERROR is only a word here");
  }
}
`;
const QUIET = 'mvn -B -ntp test';

/** What the Java compiler and Maven report. */
export const javaCases: readonly RunCase[] = [
  {
    name: 'maven-failing-test',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('maven', 'test'),
    files: {
      'pom.xml': POM(),
      'src/main/java/shop/Total.java': TOTAL('return items.length + 5;'),
      'src/test/java/shop/TotalTest.java': TEST,
    },
    before: `${QUIET} >/dev/null || true`,
    steps: step(QUIET),
  },
  {
    name: 'maven-test-throws-colours',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('maven', 'test'),
    files: {
      'pom.xml': POM(),
      'src/main/java/shop/Total.java': TOTAL('return items[9];'),
      'src/test/java/shop/TotalTest.java': TEST,
    },
    steps: step('mvn -B -ntp -Dstyle.color=always verify'),
  },
  {
    name: 'maven-compilation-error',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('maven', 'compile'),
    files: { 'pom.xml': POM(), 'src/main/java/shop/Total.java': TOTAL('return "three";') },
    steps: step(QUIET),
  },
  {
    name: 'maven-missing-package',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('maven', 'import'),
    files: {
      'pom.xml': POM(),
      'src/main/java/shop/Total.java': `package shop;\n\nimport com.example.pricing.Engine;\n\nclass Total {}\n`,
    },
    steps: step(QUIET),
  },
  {
    name: 'maven-missing-artifact',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('maven', 'import'),
    files: {
      'pom.xml': POM(
        '<dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter-engine</artifactId><version>5.999.0</version></dependency>',
      ),
      'src/main/java/shop/Total.java': TOTAL('return 1;'),
    },
    steps: step(QUIET),
  },
  {
    name: 'maven-offline',
    tools: 'system',
    by: 'maven',
    verdict: needsPerson('network', 'infrastructure'),
    files: {
      'pom.xml': POM(),
      'settings.xml':
        '<settings><mirrors><mirror><id>central</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:9/maven2</url></mirror></mirrors></settings>\n',
    },
    steps: step('mvn -B -ntp -s settings.xml -Dmaven.repo.local=.m2 test'),
  },
  {
    name: 'javac-type-error',
    tools: 'system',
    by: 'javac',
    verdict: needsPerson('javac', 'compile'),
    files: { 'shop/Total.java': TOTAL('return "three";') },
    steps: step('javac -d out shop/Total.java'),
  },
  {
    name: 'javac-syntax-error',
    tools: 'system',
    by: 'javac',
    verdict: needsPerson('javac', 'compile'),
    files: { 'shop/Total.java': TOTAL('return 1') },
    steps: step('javac -d out shop/Total.java'),
  },
  {
    name: 'javac-missing-package',
    tools: 'system',
    by: 'javac',
    verdict: needsPerson('javac', 'import'),
    files: {
      'shop/Total.java': 'package shop;\n\nimport com.example.pricing.Engine;\n\nclass Total {}\n',
    },
    steps: step('javac -d out shop/Total.java'),
  },
];
