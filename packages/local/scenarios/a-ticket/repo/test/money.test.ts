import assert from "node:assert/strict";
import { test } from "node:test";
import { share, show } from "../src/money.ts";

test("a share is rounded to whole cents", () => {
  assert.equal(share(999, 10), 100);
});

test("an amount is shown with two digits", () => {
  assert.equal(show(1205), "12.05 EUR");
});

test("a negative amount keeps its sign", () => {
  assert.equal(show(-50), "-0.50 EUR");
});
