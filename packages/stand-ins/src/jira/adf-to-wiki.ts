import type { AdfDocument, AdfNode } from './rich-text.ts';

/** Wiki markup that reads like an ADF document; nodes that wiki markup does not know keep their text. */
export function adfToWiki(document: AdfDocument): string {
  return document.content.map((node) => block(node, '')).join('\n\n');
}

function block(node: AdfNode, bullets: string): string {
  switch (node.type) {
    case 'heading':
      return `h${String(node.attrs?.level ?? 1)}. ${inline(node)}`;
    case 'codeBlock': {
      const language = node.attrs?.language;
      return `{code${language === undefined ? '' : `:${String(language)}`}}\n${inline(node)}\n{code}`;
    }
    case 'blockquote':
      return `{quote}\n${blocks(node)}\n{quote}`;
    case 'panel':
      return `{panel}\n${blocks(node)}\n{panel}`;
    case 'rule':
      return '----';
    case 'bulletList':
      return items(node, `${bullets}*`);
    case 'orderedList':
      return items(node, `${bullets}#`);
    case 'table':
      return (node.content ?? []).map(row).join('\n');
    default:
      return node.content?.some((child) => child.type === 'paragraph') === true
        ? blocks(node)
        : inline(node);
  }
}

function blocks(node: AdfNode): string {
  return (node.content ?? []).map((child) => block(child, '')).join('\n\n');
}

function items(list: AdfNode, bullets: string): string {
  return (list.content ?? [])
    .flatMap((item) => item.content ?? [])
    .map((child) =>
      child.type.endsWith('List') ? block(child, bullets) : `${bullets} ${inline(child)}`,
    )
    .join('\n');
}

function row(node: AdfNode): string {
  const cells = node.content ?? [];
  const bar = cells[0]?.type === 'tableHeader' ? '||' : '|';
  return `${bar}${cells.map((cell) => blocks(cell)).join(bar)}${bar}`;
}

function inline(node: AdfNode): string {
  return (node.content ?? []).map(piece).join('');
}

function piece(node: AdfNode): string {
  switch (node.type) {
    case 'text':
      return marked(node);
    case 'hardBreak':
      return '\n';
    case 'mention':
      return String(node.attrs?.text ?? `[~accountid:${String(node.attrs?.id ?? '')}]`);
    case 'emoji':
      return String(node.attrs?.text ?? node.attrs?.shortName ?? '');
    case 'inlineCard':
      return String(node.attrs?.url ?? '');
    default:
      return node.text ?? inline(node);
  }
}

function marked(node: AdfNode): string {
  return (node.marks ?? []).reduce((text, mark) => {
    switch (mark.type) {
      case 'strong':
        return `*${text}*`;
      case 'em':
        return `_${text}_`;
      case 'code':
        return `{{${text}}}`;
      case 'strike':
        return `-${text}-`;
      case 'link': {
        const href = String(mark.attrs?.href ?? '');
        return href === text ? href : `[${text}|${href}]`;
      }
      default:
        return text;
    }
  }, node.text ?? '');
}
