import type { AnswerBlock, MessageAnswer } from './answer.ts';

const PIECE = 24;

/** The server-sent events of an answer, in the order in which the Messages API sends them, ready to be written. */
export function* streamOf(answer: MessageAnswer): Generator<string> {
  const opening = {
    ...answer,
    content: [],
    stop_reason: null,
    usage: { ...answer.usage, output_tokens: 1 },
  };
  yield frame('message_start', { message: opening });
  yield frame('ping', {});
  for (const [index, block] of answer.content.entries()) {
    yield frame('content_block_start', { index, content_block: emptied(block) });
    for (const delta of deltasOf(block)) yield frame('content_block_delta', { index, delta });
    yield frame('content_block_stop', { index });
  }
  yield frame('message_delta', {
    delta: { stop_reason: answer.stop_reason, stop_sequence: answer.stop_sequence },
    usage: { output_tokens: answer.usage.output_tokens },
  });
  yield frame('message_stop', {});
}

function emptied(block: AnswerBlock): AnswerBlock {
  return block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
}

function* deltasOf(block: AnswerBlock): Generator<Readonly<Record<string, string>>> {
  if (block.type === 'text') {
    for (const text of pieces(block.text)) yield { type: 'text_delta', text };
    return;
  }
  yield { type: 'input_json_delta', partial_json: '' };
  for (const partial_json of pieces(JSON.stringify(block.input))) {
    yield { type: 'input_json_delta', partial_json };
  }
}

/** By code points, so that no character is torn in two. */
function* pieces(text: string): Generator<string> {
  const characters = [...text];
  for (let at = 0; at < characters.length; at += PIECE) {
    yield characters.slice(at, at + PIECE).join('');
  }
}

function frame(type: string, data: Readonly<Record<string, unknown>>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
