import { mends, needsPerson, type RunCase, step } from '../case.ts';

const CARGO = '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n';
const TESTED = (body: string) => `pub fn total(items: &[u32]) -> u32 {
    ${body}
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn adds_prices() {
        assert_eq!(total(&[1, 2]), 3);
    }

    #[test]
    fn knows_an_empty_cart() {
        assert!(total(&[]) < 2, "error[E0308]: is only a word here");
    }
}
`;
const COLOURS = { CARGO_TERM_COLOR: 'always' };

/** What Rust's own tools find. */
export const rustCases: readonly RunCase[] = [
  {
    name: 'rustfmt-check',
    tools: 'system',
    by: 'rustfmt',
    verdict: mends('rustfmt', 'format', 'cargo fmt'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': 'pub fn total( a:u32 )->u32{ a+1 }\n' },
    steps: step('cargo fmt --all -- --check'),
  },
  {
    name: 'rustfmt-check-colours',
    tools: 'system',
    by: 'rustfmt',
    verdict: mends('rustfmt', 'format', 'cargo fmt'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': 'pub fn total( a:u32 )->u32{ a+1 }\n' },
    env: COLOURS,
    steps: step('cargo fmt -- --check --color=always'),
  },
  {
    name: 'rustfmt-syntax-error',
    tools: 'system',
    by: 'rustfmt',
    verdict: needsPerson('rustfmt', 'compile'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': 'pub fn total(a: u32 -> u32 {\n' },
    steps: step('cargo fmt --check'),
  },
  {
    name: 'clippy-denied-warnings',
    tools: 'system',
    by: 'clippy',
    verdict: needsPerson('clippy', 'lint'),
    files: {
      'Cargo.toml': CARGO,
      'src/lib.rs': 'pub fn total(items: &Vec<u32>) -> bool {\n    return items.len() == 0;\n}\n',
    },
    env: COLOURS,
    steps: step('cargo clippy --all-targets -- -D warnings'),
  },
  {
    name: 'clippy-does-not-compile',
    tools: 'system',
    by: 'clippy',
    verdict: needsPerson('cargo', 'compile'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': 'pub fn total() -> u32 {\n    "three"\n}\n' },
    steps: step('cargo clippy -- -D warnings'),
  },
  {
    name: 'cargo-build-type-error',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo', 'compile'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': 'pub fn total() -> u32 {\n    "three"\n}\n' },
    env: COLOURS,
    steps: step('cargo build'),
  },
  {
    name: 'cargo-build-syntax-error',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo', 'compile'),
    files: { 'Cargo.toml': CARGO, 'src/main.rs': 'fn main() {\n    let a = ;\n}\n' },
    steps: step('cargo build --release'),
  },
  {
    name: 'cargo-build-missing-crate',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo', 'import'),
    files: {
      'Cargo.toml': CARGO,
      'src/main.rs': 'use pricing::Engine;\n\nfn main() {\n    Engine::run();\n}\n',
    },
    steps: step('cargo build'),
  },
  {
    name: 'cargo-lock-out-of-date',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo', 'import'),
    files: {
      'Cargo.toml': `${CARGO}\n[dependencies]\npricing = { path = "pricing" }\n`,
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\n',
      'pricing/Cargo.toml': CARGO.replace('shop', 'pricing'),
      'pricing/src/lib.rs': '',
      'src/lib.rs': '',
    },
    steps: step('cargo build --locked'),
  },
  {
    name: 'cargo-test-failing',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo test', 'test'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': TESTED('items.len() as u32') },
    steps: step('cargo test'),
  },
  {
    name: 'cargo-test-colours-panic',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('cargo test', 'test'),
    files: { 'Cargo.toml': CARGO, 'src/lib.rs': TESTED('items[7]') },
    env: { ...COLOURS, RUST_BACKTRACE: '1' },
    steps: step('cargo test --all -- --color=always'),
  },
  {
    name: 'cargo-offline',
    tools: 'system',
    by: 'cargo',
    verdict: needsPerson('network', 'infrastructure'),
    files: {
      'Cargo.toml': `${CARGO}\n[dependencies]\nserde = "1"\n`,
      '.cargo/config.toml':
        '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "sparse+http://127.0.0.1:9/"\n[net]\nretry = 0\n',
      'src/lib.rs': '',
    },
    steps: step('cargo build'),
  },
];
