import { setTimeout as pause } from 'node:timers/promises';
import type { InquiryAnswer, NewInquiry } from '@patchwright/task/api';
import { type Command, Option } from 'commander';
import { span, taskId } from '../arguments.ts';
import { CommandFault, usageFault } from '../command-fault.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, say } from '../io.ts';
import { reachGateway } from '../reach.ts';
import { plainLines } from '../show/plain.ts';
import { addWord } from '../words.ts';

const TWO_MINUTES_MS = 120_000;
const LOOK_EVERY_MS = 300;

interface Options {
  readonly task?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Adds `ask` and `review`. */
export function addInquiries(program: Command, io: Io): void {
  const ask = patient(addWord(program, 'ask'))
    .argument('<question...>', 'what is to be answered')
    .option('--task <task>', 'the task that it is about', taskId)
    .action((words: readonly string[], options: Options, self: Command) =>
      inquire(self, io, options, {
        question: questionOf(words),
        ...(options.task === undefined ? {} : { task: options.task }),
      }),
    );
  withExamples(ask, 'patchwright ask "Where are coupons applied?" --task shop-42');
  const review = patient(addWord(program, 'review'))
    .argument('<task>', 'the task whose pull request is to be looked at', taskId)
    .action((task: string, options: Options, self: Command) =>
      inquire(self, io, options, { question: 'Review the pull request.', intent: 'review', task }),
    );
  withExamples(review, 'patchwright review shop-42');
}

function patient(command: Command): Command {
  return command
    .addOption(
      new Option('--timeout <time>', 'wait at most so long, such as 30s')
        .argParser(span)
        .default(TWO_MINUTES_MS, '2m'),
    )
    .option('--json', 'print JSON');
}

function questionOf(words: readonly string[]): string {
  const question = words.join(' ').trim();
  if (question !== '') return question;
  throw usageFault('Say what is to be answered', { next: 'patchwright help ask' });
}

async function inquire(
  command: Command,
  io: Io,
  { timeout, json }: Options,
  inquiry: NewInquiry,
): Promise<void> {
  const gateway = await reachGateway(command, io);
  const deadline = performance.now() + timeout;
  let answer: InquiryAnswer = await gateway.inquire(inquiry);
  while (answer.status === 'asked' && performance.now() < deadline && !io.stop.aborted) {
    await pause(LOOK_EVERY_MS, undefined, { signal: io.stop }).catch(() => undefined);
    answer = await gateway.inquiry(answer.id);
  }
  if (json) printJson(io, answer);
  if (answer.status === 'failed') {
    throw new CommandFault('Nobody could answer', {
      why: answer.reason,
      next: 'patchwright doctor',
    });
  }
  if (answer.status === 'asked') {
    say(io, `${answer.id} is not answered yet`);
    return io.setExitCode(exitCodes.waiting);
  }
  if (!json) for (const line of plainLines(answer.text ?? '')) print(io, line);
  say(io, `answered by ${answer.agent}`);
}
