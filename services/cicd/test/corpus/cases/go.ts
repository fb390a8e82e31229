import { mends, needsPerson, type RunCase, step } from '../case.ts';

const MODULE = 'module example.com/shop\n\ngo 1.22\n';
const MAIN = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(Total([]int{1}))\n}\n';
const TOTAL = 'package main\n\nfunc Total(items []int) int {\n\treturn len(items) + 1\n}\n';
const TEST = `package main

import "testing"

func TestTotal(t *testing.T) {
	if got := Total([]int{1, 2}); got != 2 {
		t.Errorf("Total = %d, want 2", got)
	}
}

func TestNothingFAILED(t *testing.T) {
	t.Log("--- FAIL: is only a word here")
}
`;

/** What Go's own tools find. */
export const goCases: readonly RunCase[] = [
  {
    name: 'gofmt-list',
    tools: 'system',
    by: 'go',
    verdict: mends('gofmt', 'format', 'gofmt -w .'),
    files: {
      'go.mod': MODULE,
      'main.go': MAIN,
      'total.go': 'package main\nfunc Total(items []int) int { return   1 }\n',
    },
    steps: step('test -z "$(gofmt -l . | tee /dev/stderr)"'),
  },
  {
    name: 'gofmt-diff',
    tools: 'system',
    by: 'go',
    verdict: mends('gofmt', 'format', 'gofmt -w .'),
    files: { 'total.go': 'package main\nfunc Total(items []int) int { return   1 }\n' },
    steps: step('out=$(gofmt -d .)\necho "$out"\n[ -z "$out" ]'),
  },
  {
    name: 'gofmt-script-with-words',
    tools: 'system',
    by: 'go',
    verdict: mends('gofmt', 'format', 'gofmt -w .'),
    files: { 'total.go': 'package main\nfunc Total(items []int) int { return   1 }\n' },
    steps: step(
      'if [ -n "$(gofmt -s -l .)" ]; then\n  echo "Go code is not formatted, run gofmt:"\n  gofmt -s -l .\n  exit 1\nfi',
    ),
  },
  {
    name: 'gofmt-syntax-error',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('gofmt', 'compile'),
    files: { 'total.go': 'package main\n\nfunc Total(items []int int {\n\treturn 1\n}\n' },
    steps: step('gofmt -l .'),
  },
  {
    name: 'go-vet-printf',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go vet', 'lint'),
    files: {
      'go.mod': MODULE,
      'main.go':
        'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Printf("%d\\n", "three")\n}\n',
    },
    steps: step('go vet ./...'),
    matchers: ['go'],
  },
  {
    name: 'go-vet-does-not-compile',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go build', 'compile'),
    files: { 'go.mod': MODULE, 'main.go': MAIN },
    steps: step('go vet ./...'),
  },
  {
    name: 'go-build-type-error',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go build', 'compile'),
    files: {
      'go.mod': MODULE,
      'main.go': MAIN,
      'total.go': TOTAL.replace('len(items) + 1', '"three"'),
    },
    steps: step('go build ./...'),
    matchers: ['go'],
  },
  {
    name: 'go-build-missing-package',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go build', 'import'),
    files: {
      'go.mod': MODULE,
      'main.go':
        'package main\n\nimport "example.com/pricing/engine"\n\nfunc main() { engine.Run() }\n',
    },
    env: { GOFLAGS: '-mod=readonly', GOPROXY: 'off' },
    steps: step('go build ./...'),
  },
  {
    name: 'go-test-failing',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go test', 'test'),
    files: { 'go.mod': MODULE, 'main.go': MAIN, 'total.go': TOTAL, 'total_test.go': TEST },
    steps: step('go test ./...'),
  },
  {
    name: 'go-test-panic-verbose',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go test', 'test'),
    files: {
      'go.mod': MODULE,
      'total.go':
        'package main\n\nfunc Total(items []int) int { return items[5] }\n\nfunc main() {}\n',
      'total_test.go': TEST,
    },
    steps: step('go test -v -race=false ./...'),
  },
  {
    name: 'go-test-does-not-compile',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go test', 'compile'),
    files: { 'go.mod': MODULE, 'total_test.go': TEST },
    steps: step('go test ./...'),
  },
  {
    name: 'go-offline',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('network', 'infrastructure'),
    files: {
      'go.mod': `${MODULE}\nrequire example.com/pricing v1.0.0\n`,
      'main.go': 'package main\n\nimport "example.com/pricing"\n\nfunc main() { pricing.Run() }\n',
    },
    env: { GOPROXY: 'http://127.0.0.1:9', GONOSUMDB: '*', GONOSUMCHECK: '1', GOFLAGS: '-mod=mod' },
    steps: step('go mod download'),
  },
];
