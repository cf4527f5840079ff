"""Money in the browser: books, how they depreciate, what is in them."""

from django.urls import path

from wherehold.finance.web import books

app_name = "finance"
urlpatterns = [
    path("money", books.money, name="money"),
    path("money/new", books.new_book, name="new-book"),
    path("money/<str:code>", books.money, name="book"),
    path("money/<str:code>/policy", books.policy, name="policy"),
    path("money/<str:code>/take-in", books.take_in, name="take-in"),
]
