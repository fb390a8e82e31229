from api.reviews import Review, of_product


def test_reviews_of_a_product_keep_their_order():
    first, other, second = Review("tea", 5), Review("cup", 2), Review("tea", 3)
    assert of_product([first, other, second], "tea") == [first, second]
