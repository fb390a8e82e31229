"""Averages and summaries of reviews."""

from api.reviews import of_product


def average_rating(reviews):
    """The mean of the stars, to one decimal place."""
    return round(sum(review.stars for review in reviews) / len(reviews), 1)


def product_summary(reviews, product):
    """What the product page shows of a product's reviews."""
    own = of_product(reviews, product)
    return {
        "product": product,
        "reviews": len(own),
        "rating": average_rating(own),
    }
