import { type HandCase, needsPerson } from '../case.ts';
import { infrastructureByHand } from './by-hand-infrastructure.ts';

/** Failures that need an outside system or a tool that is not installed, by the words that these are known to say. */
export const casesByHand: readonly HandCase[] = [
  {
    name: 'npm-audit-findings',
    by: 'npm',
    version: '11',
    verdict: needsPerson('npm audit', 'security'),
    command: 'npm audit --audit-level=high',
    output: `# npm audit report

braces  <3.0.3
Severity: high
Uncontrolled resource consumption in braces - https://github.com/advisories/GHSA-grv7-fg5c-xmjg
fix available via \`npm audit fix\`
node_modules/braces

1 high severity vulnerability

To address all issues, run:
  npm audit fix`,
  },
  {
    name: 'pip-audit-findings',
    by: 'pip-audit',
    version: '2.10.1',
    verdict: needsPerson('pip-audit', 'security'),
    command: 'pip-audit -r requirements.txt',
    output: `Found 2 known vulnerabilities in 1 package
Name   Version ID                  Fix Versions
------ ------- ------------------- ------------
jinja2 3.1.2   GHSA-h5c8-rqwp-cp95 3.1.3
jinja2 3.1.2   CVE-2024-34064      3.1.4`,
  },
  {
    name: 'govulncheck-findings',
    by: 'govulncheck',
    version: '1.1.4',
    verdict: needsPerson('govulncheck', 'security'),
    command: 'govulncheck ./...',
    output: `=== Symbol Results ===

Vulnerability #1: GO-2024-2687
    HTTP/2 CONTINUATION flood in net/http
  More info: https://pkg.go.dev/vuln/GO-2024-2687
  Module: golang.org/x/net
    Found in: golang.org/x/net@v0.17.0
    Fixed in: golang.org/x/net@v0.23.0
    Example traces found:
      #1: main.go:12:26: shop.main calls http.ListenAndServe

Your code is affected by 1 vulnerability from 1 module.
This scan also found 1 vulnerability in packages you import and 0 vulnerabilities
in modules you require, but your code doesn't appear to call these
vulnerabilities.
Use '-show verbose' for more details.`,
    ends: '##[error]Process completed with exit code 3.',
  },
  {
    name: 'cargo-audit-findings',
    by: 'cargo-audit',
    version: '0.21.0',
    verdict: needsPerson('cargo audit', 'security'),
    command: 'cargo audit',
    output: `    Fetching advisory database from \`https://github.com/RustSec/advisory-db.git\`
      Loaded 702 security advisories (from /home/runner/.cargo/advisory-db)
    Updating crates.io index
    Scanning Cargo.lock for vulnerabilities (214 crate dependencies)
Crate:     idna
Version:   0.5.0
Title:     \`idna\` accepts Punycode labels that do not produce any non-ASCII when decoded
Date:      2024-12-09
ID:        RUSTSEC-2024-0421
URL:       https://rustsec.org/advisories/RUSTSEC-2024-0421
Solution:  Upgrade to >=1.0.0

error: 1 vulnerability found!`,
  },
  {
    name: 'trivy-findings',
    by: 'trivy',
    version: '0.58.0',
    verdict: needsPerson('trivy', 'security'),
    command: 'trivy fs --exit-code 1 --severity HIGH,CRITICAL .',
    output: `2026-03-02T09:00:03Z	INFO	[vuln] Vulnerability scanning is enabled

package-lock.json (npm)
=======================
Total: 1 (HIGH: 1, CRITICAL: 0)

┌─────────┬────────────────┬──────────┬────────┬───────────────────┬───────────────┐
│ Library │ Vulnerability  │ Severity │ Status │ Installed Version │ Fixed Version │
├─────────┼────────────────┼──────────┼────────┼───────────────────┼───────────────┤
│ braces  │ CVE-2024-4068  │ HIGH     │ fixed  │ 3.0.2             │ 3.0.3         │
└─────────┴────────────────┴──────────┴────────┴───────────────────┴───────────────┘`,
  },
  {
    name: 'github-token-may-not-comment',
    by: 'actions/github-script',
    version: '7',
    verdict: needsPerson('github', 'permission'),
    command: 'actions/github-script@v7',
    output: `RequestError [HttpError]: Resource not accessible by integration
    at /home/runner/work/_actions/actions/github-script/v7/dist/index.js:9537:21
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  status: 403,
  response: {
    url: 'https://api.github.com/repos/acme/shop/issues/7/comments',
    status: 403,
  }
}`,
    ends: '##[error]Unhandled error: HttpError: Resource not accessible by integration',
  },
  {
    name: 'git-push-denied',
    by: 'git',
    version: '2.51.2',
    verdict: needsPerson('git', 'permission'),
    command: 'git push origin HEAD:gh-pages',
    output: `remote: Permission to acme/shop.git denied to github-actions[bot].
fatal: unable to access 'https://github.com/acme/shop/': The requested URL returned error: 403`,
    ends: '##[error]Process completed with exit code 128.',
  },
  {
    name: 'git-clone-needs-a-key',
    by: 'git',
    version: '2.51.2',
    verdict: needsPerson('git', 'permission'),
    command: 'git clone git@github.com:acme/pricing.git',
    output: `Cloning into 'pricing'...
git@github.com: Permission denied (publickey).
fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.`,
    ends: '##[error]Process completed with exit code 128.',
  },
  {
    name: 'npm-private-package',
    by: 'npm',
    version: '11',
    verdict: needsPerson('npm', 'permission'),
    command: 'npm ci',
    output: `npm error code E403
npm error 403 403 Forbidden - GET https://npm.pkg.github.com/download/@acme/pricing/1.0.0 - Permission permission_denied: read_package
npm error 403 In most cases, you or one of your dependencies are requesting
npm error 403 a package version that is forbidden by your security policy, or
npm error 403 on a server you do not have access to.
npm error A complete log of this run can be found in: /home/runner/.npm/_logs/2026-03-02T09_00_03_512Z-debug-0.log`,
  },
  {
    name: 'docker-push-denied',
    by: 'docker',
    version: '28',
    verdict: needsPerson('docker', 'permission'),
    command: 'docker push ghcr.io/acme/shop:main',
    output: `The push refers to repository [ghcr.io/acme/shop]
5f70bf18a086: Preparing
denied: permission_denied: write_package`,
  },
  {
    name: 'gradle-failing-test',
    by: 'gradle',
    version: '8.12',
    verdict: needsPerson('gradle', 'test'),
    command: './gradlew test',
    output: `> Task :compileJava
> Task :test

TotalTest > addsPrices() FAILED
    org.opentest4j.AssertionFailedError at TotalTest.java:11

2 tests completed, 1 failed

> Task :test FAILED

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':test'.
> There were failing tests. See the report at: file:///home/runner/work/shop/shop/build/reports/tests/test/index.html

BUILD FAILED in 12s`,
  },
  {
    name: 'rspec-failing-example',
    by: 'rspec',
    version: '3.13',
    verdict: needsPerson('rspec', 'test'),
    command: 'bundle exec rspec',
    output: `F.

Failures:

  1) Cart adds prices
     Failure/Error: expect(cart.total).to eq(3)

       expected: 3
            got: 4

       (compared using ==)
     # ./spec/cart_spec.rb:6:in 'block (2 levels) in <top (required)>'

Finished in 0.00412 seconds (files took 0.06 seconds to load)
2 examples, 1 failure

Failed examples:

rspec ./spec/cart_spec.rb:5 # Cart adds prices`,
  },
  {
    name: 'phpunit-failing-test',
    by: 'phpunit',
    version: '11.5',
    verdict: needsPerson('phpunit', 'test'),
    command: 'vendor/bin/phpunit',
    output: `PHPUnit 11.5.2 by Sebastian Bergmann and contributors.

F.                                                                  2 / 2 (100%)

There was 1 failure:

1) CartTest::testAddsPrices
Failed asserting that 4 matches expected 3.

/home/runner/work/shop/shop/tests/CartTest.php:11

FAILURES!
Tests: 2, Assertions: 2, Failures: 1.`,
  },
  {
    name: 'dotnet-failing-test',
    by: 'dotnet',
    version: '9.0',
    verdict: needsPerson('dotnet test', 'test'),
    command: 'dotnet test',
    output: `  Failed Shop.Tests.CartTests.AddsPrices [3 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 3
Actual:   4

Failed!  - Failed:     1, Passed:     1, Skipped:     0, Total:     2, Duration: 5 ms - Shop.Tests.dll (net9.0)`,
  },
  {
    name: 'golangci-lint-findings',
    by: 'golangci-lint',
    version: '2.1',
    verdict: needsPerson('golangci-lint', 'lint'),
    command: 'golangci-lint run',
    output: `main.go:9:12: Error return value of \`f.Close\` is not checked (errcheck)
	defer f.Close()
	             ^
1 issues:
* errcheck: 1`,
  },
  {
    name: 'rubocop-offenses',
    by: 'rubocop',
    version: '1.69',
    verdict: needsPerson('rubocop', 'lint'),
    command: 'bundle exec rubocop',
    output: `Inspecting 1 file
C

Offenses:

cart.rb:1:1: C: [Correctable] Style/FrozenStringLiteralComment: Missing frozen string literal comment.
class Cart
^

1 file inspected, 1 offense detected, 1 offense autocorrectable`,
  },
  {
    name: 'gate-all-green',
    by: 're-actors/alls-green',
    version: '1.2',
    verdict: needsPerson('gate', 'gate'),
    command: 're-actors/alls-green@release/v1',
    output: `# ❌ Some of the required to succeed jobs failed 😢😢😢

📝 Job statuses:
📝 lint → ❌ failure [required to succeed]
📝 test → ✓ success [required to succeed]`,
  },
  {
    name: 'gate-exit-one',
    by: 'bash',
    version: '5.2',
    verdict: needsPerson('gate', 'gate'),
    command: 'exit 1',
    output: '',
  },
  ...infrastructureByHand,
];
