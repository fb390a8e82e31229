import { ofProduct } from './reviews.js';

/** The most stars among reviews, with the text that came with them. */
export function bestReview(reviews) {
  return reviews.reduce((best, review) => (review.stars > best.stars ? review : best));
}

/** What the product page shows of a product's reviews. */
export function productSummary(reviews, product) {
  const own = ofProduct(reviews, product);
  return { product, reviews: own.length, quote: bestReview(own).text };
}
