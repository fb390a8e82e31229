"""What customers wrote about products."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Review:
    """One review; stars are from 1 to 5."""

    product: str
    stars: int
    text: str = ""


def of_product(reviews, product):
    """The reviews of one product, in the order in which they were written."""
    return [review for review in reviews if review.product == product]
