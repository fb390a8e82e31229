import { type Cents, share } from "./money.ts";

/** What lowers a total: a share of it, or a fixed amount. */
export type Coupon =
  | {
      readonly kind: "percent";
      readonly code: string;
      readonly percent: number;
    }
  | { readonly kind: "amount"; readonly code: string; readonly amount: Cents };

/** The total after one coupon. */
export function applyCoupon(total: Cents, coupon: Coupon): Cents {
  switch (coupon.kind) {
    case "percent":
      return total - share(total, coupon.percent);
    case "amount":
      return total - coupon.amount;
  }
}
