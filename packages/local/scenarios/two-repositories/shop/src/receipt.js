/** One line of the receipt, from a quote of the prices service. */
export function receiptLine(name, quote) {
  return `${name} ${euros(quote.net)}`;
}

function euros(cents) {
  return `${(cents / 100).toFixed(2)} EUR`;
}
