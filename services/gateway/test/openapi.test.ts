import SwaggerParser from '@apidevtools/swagger-parser';
import { expect, test } from 'vitest';
import { describeApi } from '../src/reference/describe-api.ts';

const { description } = await describeApi();

test('the description is valid OpenAPI, by a judge that is none of ours', async () => {
  const copy = structuredClone(description) as never;
  await expect(SwaggerParser.validate(copy)).resolves.toMatchObject({ openapi: '3.1.0' });
});

test('the judge refuses what is no OpenAPI', async () => {
  const { info: _, ...rest } = structuredClone(description) as { info: object };
  await expect(SwaggerParser.validate(rest as never)).rejects.toThrow();
});
