import { randomBytes } from 'node:crypto';
import {
  context,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A piece of work as a trace sees it. */
export interface Trace {
  /** W3C trace context of this piece of work; what it causes continues it. */
  readonly traceparent: string;
  readonly traceId: string;
  readonly end: (fault?: string) => void;
}

/** Begins a piece of work in the trace of its cause, or in a new one. It is exported when telemetry was started, and has an identity in any case. */
export function beginTrace(
  name: string,
  cause: string | undefined,
  attributes: Readonly<Record<string, string | number>>,
  kind: 'work' | 'call' = 'work',
): Trace {
  const parent = parseTraceparent(cause);
  const around =
    parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent);
  const span: Span = trace
    .getTracer('patchwright')
    .startSpan(
      name,
      { kind: kind === 'work' ? SpanKind.CONSUMER : SpanKind.CLIENT, attributes },
      around,
    );
  const own = span.isRecording() ? span.spanContext() : inventedSpan(parent);
  return {
    traceparent: `00-${own.traceId}-${own.spanId}-0${(own.traceFlags & 1).toString()}`,
    traceId: own.traceId,
    end(fault) {
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
      span.end();
    },
  };
}

/** Exports traces as the OpenTelemetry variables of the environment say. The SDK is only loaded when this is called. */
export async function startTelemetry(serviceName: string): Promise<AsyncDisposable> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName, instrumentations: [] });
  sdk.start();
  return { [Symbol.asyncDispose]: () => sdk.shutdown() };
}

function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

function inventedSpan(parent: SpanContext | undefined): SpanContext {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: parent?.traceFlags ?? TraceFlags.SAMPLED,
  };
}
