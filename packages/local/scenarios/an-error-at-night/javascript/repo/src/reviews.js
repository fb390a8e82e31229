/** The reviews of one product, in the order in which they were written. */
export function ofProduct(reviews, product) {
  return reviews.filter((review) => review.product === product);
}
