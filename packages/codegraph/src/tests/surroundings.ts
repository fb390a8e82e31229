import type { Node } from 'web-tree-sitter';
import { normalText } from './normal-text.ts';
import type { TestWords } from './test-words.ts';

/** A piece of a file of tests that is no test: an import, a definition, a hook, or something that is done when the file is loaded. */
export interface Surrounding {
  /** Names of the groups that it stands in, ` > ` between them; empty at the top of the file. */
  readonly scope: string;
  /** What it can do to tests that stand beside it: imports and definitions only give them names. */
  readonly kind: 'import' | 'definition' | 'deed';
  /** In normal text. */
  readonly text: string;
  /** The names that it gives, as far as it is an import or a definition. */
  readonly names: readonly string[];
}

const IMPORT =
  /^(import_(statement|from_statement|declaration)|future_import_statement|use_declaration|using_directive|namespace_use_declaration|namespace_definition|package_\w+|extern_crate_declaration)$/;
/** Where importing is a call. */
const REQUIRE = /^(require|require_relative|require_once|include|include_once)\b[^;]*$/;
const DEFINITION =
  /^(lexical_declaration|variable_declaration|function_|generator_function|class_|abstract_class|interface_|type_|enum_|struct_|trait_|impl_|method_|field_|property_|const_|static_item|local_|mod_item|module|record_|decorated_definition|export_statement|var_declaration|assignment$|ambient_)/;
/** What is written above or before a definition and belongs to it. */
const MARKS = /^(decorator|modifiers|attribute_list|attributes)$/;
/** Comments that are heard by compilers and runners. */
const DIRECTIVE = /^\/\/go:build|^\/\/ ?\+build|@(vitest|jest)-environment|^#!/;

/** All of a file but its tests, `places` being the outermost nodes of those with the groups that hold them. */
export function surroundingsOf(
  root: Node,
  places: ReadonlyMap<number, string>,
  words: TestWords,
): readonly Surrounding[] {
  const found: Surrounding[] = [];
  const seen = new Map<number, string | undefined>();
  collect(root);
  return found;

  function collect(node: Node): void {
    for (const child of node.namedChildren) {
      if (places.has(child.id) || isMark(child)) continue;
      if (scopeOf(child) !== undefined) {
        collect(child);
        continue;
      }
      const piece = pieceOf(child, scopeOf(node) ?? '', words);
      if (piece !== undefined) found.push(piece);
    }
  }

  /** What stands above tests, or says when they are defined, is a part of them. */
  function isMark(child: Node): boolean {
    if (child.id === child.parent?.childForFieldName('condition')?.id) return true;
    if (child.type !== 'attribute_item') return MARKS.test(child.type);
    let next = child.nextNamedSibling;
    while (next?.type === 'attribute_item') next = next.nextNamedSibling;
    return next !== null && scopeOf(next) !== undefined;
  }

  /** The groups that all tests within a node stand in; `undefined` where it has none. */
  function scopeOf(node: Node): string | undefined {
    const own = places.get(node.id);
    if (own !== undefined) return own;
    if (seen.has(node.id)) return seen.get(node.id);
    const within = node.namedChildren.flatMap((child) => scopeOf(child) ?? []);
    const scope =
      within.length === 0
        ? undefined
        : within.reduce((one, other) => (other.length < one.length ? other : one));
    seen.set(node.id, scope);
    return scope;
  }
}

function pieceOf(node: Node, scope: string, words: TestWords): Surrounding | undefined {
  if (node.type.includes('comment')) {
    const text = node.text.trim();
    return DIRECTIVE.test(text) ? { scope, kind: 'deed', text, names: [] } : undefined;
  }
  const text = normalText(node);
  if (text === '') return undefined;
  if (IMPORT.test(node.type) || REQUIRE.test(text)) {
    return { scope, kind: isForEffects(node) ? 'deed' : 'import', text, names: imported(node) };
  }
  const inner = node.type === 'expression_statement' ? (node.firstNamedChild ?? node) : node;
  const names = namesGiven(inner);
  const isDefinition = DEFINITION.test(inner.type) && names.length > 0 && !words.hooks.test(text);
  return { scope, kind: isDefinition ? 'definition' : 'deed', text, names };
}

/** What is imported for its effects alone, or gives names that it does not say. */
function isForEffects(node: Node): boolean {
  const kinds = node.namedChildren.map(({ type }) => type);
  return (
    (node.type === 'import_statement' && kinds.length === 1 && kinds[0] === 'string') ||
    kinds.includes('wildcard_import')
  );
}

/** The names that an import gives in languages where it may give one another meaning. */
function imported(node: Node): readonly string[] {
  if (node.type === 'import_from_statement' || node.type === 'import_statement') {
    return node.namedChildren.flatMap((child) => {
      const module = node.childForFieldName('module_name') ?? node.childForFieldName('source');
      return child.id === module?.id ? [] : boundIn(child);
    });
  }
  return [];
}

function boundIn(node: Node): readonly string[] {
  const alias = node.childForFieldName('alias');
  if (alias !== null) return [alias.text];
  // `import a.b` gives the name of the outermost package, and that means the same wherever it is imported.
  if (node.type === 'dotted_name') return node.namedChildCount === 1 ? [node.text] : [];
  return node.namedChildCount === 0
    ? identifiersIn(node)
    : node.namedChildren.flatMap((child) => boundIn(child));
}

/** The names that a definition gives: those of functions, classes, variables; not those of members of something else. */
function namesGiven(node: Node): readonly string[] {
  if (node.type === 'assignment') {
    const left = node.childForFieldName('left');
    return left !== null && /identifier|constant/.test(left.type) ? identifiersIn(left) : [];
  }
  const own = node.childForFieldName('name') ?? node.childForFieldName('definition');
  if (own !== null)
    return own.namedChildCount > 0 && own.childForFieldName('name')
      ? namesGiven(own)
      : identifiersIn(own);
  return node.namedChildren.flatMap((child) =>
    /declarator|declaration|spec$|definition/.test(child.type) ? namesGiven(child) : [],
  );
}

function identifiersIn(node: Node): readonly string[] {
  if (node.namedChildCount === 0)
    return /identifier|constant|^name$/.test(node.type) ? [node.text] : [];
  return node.namedChildren.flatMap((child) => identifiersIn(child));
}
