/** A condition of a query. */
export type Clause =
  | { readonly kind: 'and' | 'or'; readonly clauses: readonly Clause[] }
  | { readonly kind: 'not'; readonly clause: Clause }
  | {
      readonly kind: 'term';
      readonly field: string;
      readonly operator: Operator;
      /** Several for `in` and `not in`, none for `is empty`. */
      readonly values: readonly string[];
    };

/** The comparisons that are understood; the order in which they are tried. */
export type Operator =
  | '='
  | '!='
  | '~'
  | '!~'
  | '>'
  | '>='
  | '<'
  | '<='
  | 'in'
  | 'not in'
  | 'is empty'
  | 'is not empty';

/** A parsed query. */
export interface Query {
  /** Absent when the query only orders. */
  readonly where?: Clause;
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
}

/** A query that is not understood; the message is worded as Jira's. */
export class JqlFault extends Error {
  override readonly name = 'JqlFault';
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: number;
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|>=|<=|[=~<>(),])|([^\s"'=~<>(),!]+))/y;

/** Parses the subset of JQL that the stand-in understands. Throws a JqlFault for the rest. */
export function parseJql(jql: string): Query {
  const tokens = tokensOf(jql);
  let next = 0;

  const peek = (ahead = 0): string => {
    const token = tokens[next + ahead];
    return token === undefined || token.quoted ? '' : token.text.toLowerCase();
  };
  const take = (what: string): Token => {
    const token = tokens[next];
    if (token === undefined) {
      throw new JqlFault(`Error in the JQL Query: Expecting ${what} but got the end of the query.`);
    }
    next += 1;
    return token;
  };
  const takeWord = (word: string): void => {
    const token = take(`'${word}'`);
    if (token.text.toLowerCase() !== word) throw unexpected(token, `'${word}'`);
  };

  function either(): Clause {
    const clauses = [both()];
    while (peek() === 'or') {
      next += 1;
      clauses.push(both());
    }
    return clauses.length === 1 ? (clauses[0] as Clause) : { kind: 'or', clauses };
  }

  function both(): Clause {
    const clauses = [single()];
    while (peek() === 'and') {
      next += 1;
      clauses.push(single());
    }
    return clauses.length === 1 ? (clauses[0] as Clause) : { kind: 'and', clauses };
  }

  function single(): Clause {
    if (peek() === 'not') {
      next += 1;
      return { kind: 'not', clause: single() };
    }
    if (peek() === '(') {
      next += 1;
      const clause = either();
      takeWord(')');
      return clause;
    }
    const field = take('a field').text;
    return { kind: 'term', field, ...comparison() };
  }

  function comparison(): { operator: Operator; values: readonly string[] } {
    const token = take('an operator');
    const word = token.text.toLowerCase();
    if (word === 'is') {
      const negated = peek() === 'not';
      if (negated) next += 1;
      const empty = take("'EMPTY'");
      if (!['empty', 'null'].includes(empty.text.toLowerCase()))
        throw unexpected(empty, "'EMPTY' or 'NULL'");
      return { operator: negated ? 'is not empty' : 'is empty', values: [] };
    }
    if (word === 'in') return { operator: 'in', values: list() };
    if (word === 'not' && peek() === 'in') {
      next += 1;
      return { operator: 'not in', values: list() };
    }
    if (!['=', '!=', '~', '!~', '>', '>=', '<', '<='].includes(word)) {
      throw unexpected(token, "either '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'IS'");
    }
    return { operator: word as Operator, values: [value()] };
  }

  function list(): readonly string[] {
    takeWord('(');
    const values = [value()];
    while (peek() === ',') {
      next += 1;
      values.push(value());
    }
    takeWord(')');
    return values;
  }

  function value(): string {
    const token = take('a value');
    if (!token.quoted && peek() === '(') {
      next += 1;
      takeWord(')');
      return `${token.text}()`;
    }
    return token.text;
  }

  function ordering() {
    const order: { field: string; descending: boolean }[] = [];
    if (peek() !== 'order' || peek(1) !== 'by') return order;
    next += 2;
    do {
      if (order.length > 0) next += 1;
      const field = take('a field').text;
      const descending = peek() === 'desc';
      if (descending || peek() === 'asc') next += 1;
      order.push({ field, descending });
    } while (peek() === ',');
    return order;
  }

  const bare = tokens.length === 0 || (peek() === 'order' && peek(1) === 'by');
  const where = bare ? undefined : either();
  const order = ordering();
  const rest = tokens[next];
  if (rest !== undefined) throw unexpected(rest, "either 'OR' or 'AND'");
  return where === undefined ? { order } : { where, order };
}

function tokensOf(jql: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < jql.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(jql);
    if (match === null) {
      throw new JqlFault(
        `Error in the JQL Query: The character '${jql.slice(at).trim()[0]}' at position ${at + 1} is not understood.`,
      );
    }
    const quoted = match[1] ?? match[2];
    const text = quoted?.replace(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '';
    tokens.push({ text, quoted: quoted !== undefined, at });
  }
  return tokens;
}

function unexpected(token: Token, expected: string): JqlFault {
  return new JqlFault(
    `Error in the JQL Query: Expecting ${expected} but got '${token.text}'. (character ${token.at + 1})`,
  );
}
