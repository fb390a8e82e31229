from api.ratings import average_rating, product_summary
from api.reviews import Review


def test_average_is_rounded_to_one_decimal():
    reviews = [Review("tea", 5), Review("tea", 4), Review("tea", 4)]
    assert average_rating(reviews) == 4.3


def test_summary_counts_only_the_products_own_reviews():
    reviews = [Review("tea", 5), Review("cup", 1)]
    assert product_summary(reviews, "tea") == {"product": "tea", "reviews": 1, "rating": 5.0}
