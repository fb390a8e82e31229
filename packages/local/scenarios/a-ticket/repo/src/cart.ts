import { applyCoupon, type Coupon } from "./coupon.ts";
import type { Cents } from "./money.ts";

/** A number of equal things in a cart. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly price: Cents;
}

/** What a customer is about to buy. */
export interface Cart {
  readonly lines: readonly Line[];
  readonly coupons: readonly Coupon[];
}

/** The sum of all lines, before coupons. */
export function subtotal(cart: Cart): Cents {
  return cart.lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
}

/** What the customer pays: the subtotal, lowered by each coupon in turn. */
export function total(cart: Cart): Cents {
  return cart.coupons.reduce(applyCoupon, subtotal(cart));
}
