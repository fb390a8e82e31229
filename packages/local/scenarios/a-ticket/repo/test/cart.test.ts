import assert from "node:assert/strict";
import { test } from "node:test";
import { subtotal, total } from "../src/cart.ts";

const tea = { sku: "tea", quantity: 2, price: 450 };
const cup = { sku: "cup", quantity: 1, price: 1200 };

test("the subtotal counts every line", () => {
  assert.equal(subtotal({ lines: [tea, cup], coupons: [] }), 2100);
});

test("a percent coupon lowers the total", () => {
  const coupons = [{ kind: "percent", code: "TEN", percent: 10 }] as const;
  assert.equal(total({ lines: [tea, cup], coupons }), 1890);
});

test("coupons are applied in turn", () => {
  const coupons = [
    { kind: "percent", code: "TEN", percent: 10 },
    { kind: "amount", code: "FIVE", amount: 500 },
  ] as const;
  assert.equal(total({ lines: [tea, cup], coupons }), 1390);
});
