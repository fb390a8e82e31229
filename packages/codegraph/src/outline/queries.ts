import type { Language } from '../languages.ts';

const ECMASCRIPT = `
(function_declaration name: (identifier) @definition)
(generator_function_declaration name: (identifier) @definition)
(class_declaration name: (_) @definition)
(method_definition name: (property_identifier) @definition)
(program (lexical_declaration (variable_declarator name: (identifier) @definition)))
(program (export_statement (lexical_declaration (variable_declarator name: (identifier) @definition))))
(import_statement source: (string (string_fragment) @import))
(export_statement source: (string (string_fragment) @import))
(call_expression function: (import) arguments: (arguments . (string (string_fragment) @import)))
(call_expression function: (identifier) @_require arguments: (arguments . (string (string_fragment) @import)) (#eq? @_require "require"))
`;

const TYPESCRIPT = `${ECMASCRIPT}
(interface_declaration name: (type_identifier) @definition)
(type_alias_declaration name: (type_identifier) @definition)
(enum_declaration name: (identifier) @definition)
(abstract_class_declaration name: (type_identifier) @definition)
`;

/** What is asked of a language's syntax tree, and the grammar that builds it. */
export interface Grammar {
  /** The name of its file in the package of grammars. */
  readonly file: string;
  /** Captures `@definition` for what a file defines and `@import` for what it names of other files. */
  readonly query: string;
}

/** The languages whose files are read by a parser. */
export const GRAMMARS: Readonly<Partial<Record<Language, Grammar>>> = {
  typescript: { file: 'tree-sitter-typescript.wasm', query: TYPESCRIPT },
  tsx: { file: 'tree-sitter-tsx.wasm', query: TYPESCRIPT },
  javascript: { file: 'tree-sitter-javascript.wasm', query: ECMASCRIPT },
  python: {
    file: 'tree-sitter-python.wasm',
    query: `
(function_definition name: (identifier) @definition)
(class_definition name: (identifier) @definition)
(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_) @module name: (dotted_name) @member)
(import_from_statement module_name: (_) @module name: (aliased_import name: (dotted_name) @member))
(import_from_statement module_name: (_) @import)
`,
  },
  go: {
    file: 'tree-sitter-go.wasm',
    query: `
(function_declaration name: (identifier) @definition)
(method_declaration name: (field_identifier) @definition)
(type_spec name: (type_identifier) @definition)
(import_spec path: (interpreted_string_literal) @import)
`,
  },
  java: {
    file: 'tree-sitter-java.wasm',
    query: `
(class_declaration name: (identifier) @definition)
(interface_declaration name: (identifier) @definition)
(enum_declaration name: (identifier) @definition)
(record_declaration name: (identifier) @definition)
(method_declaration name: (identifier) @definition)
(import_declaration (scoped_identifier) @import)
`,
  },
};
