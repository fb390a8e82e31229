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

/** What is asked of a language's syntax tree: `@definition` for what a file defines, `@import` for what it names of other files. */
export const QUERIES: Readonly<Partial<Record<Language, string>>> = {
  typescript: TYPESCRIPT,
  tsx: TYPESCRIPT,
  javascript: ECMASCRIPT,
  python: `
(function_definition name: (identifier) @definition)
(class_definition name: (identifier) @definition)
(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_) @module name: (dotted_name) @member)
(import_from_statement module_name: (_) @module name: (aliased_import name: (dotted_name) @member))
(import_from_statement module_name: (_) @import)
`,
  go: `
(function_declaration name: (identifier) @definition)
(method_declaration name: (field_identifier) @definition)
(type_spec name: (type_identifier) @definition)
(import_spec path: (interpreted_string_literal) @import)
`,
  java: `
(class_declaration name: (identifier) @definition)
(interface_declaration name: (identifier) @definition)
(enum_declaration name: (identifier) @definition)
(record_declaration name: (identifier) @definition)
(method_declaration name: (identifier) @definition)
(import_declaration (scoped_identifier) @import)
`,
};
