"""Money in the browser: books, how they depreciate, what is in them, their months and reports."""

from django.urls import path

from wherehold.finance.web import (
    books,
    changes,
    costs,
    estimates,
    months,
    parts,
    reports,
    tax_years,
)

app_name = "finance"
urlpatterns = [
    path("assets/<int:asset_id>/books/<str:code>/divide", parts.divide, name="divide"),
    path("assets/<int:asset_id>/books/<str:code>/replace", parts.replace, name="replace-part"),
    path("assets/<int:asset_id>/books/<str:code>/company", parts.to_company, name="to-company"),
    path("assets/<int:asset_id>/books/<str:code>/<slug:kind>", changes.change, name="change"),
    path("assets/<int:asset_id>/meter/<str:code>", costs.read_meter, name="read-meter"),
    path("assets/<int:asset_id>/dispose", changes.dispose, name="dispose"),
    path("assets/<int:asset_id>/estimate", estimates.estimate, name="estimate"),
    path("assets/<int:asset_id>/whole-cost", costs.whole, name="whole-cost"),
    path("money", books.money, name="money"),
    path("money/new", books.new_book, name="new-book"),
    path("money/costs", costs.listed, name="costs"),
    path("money/costs/new", costs.new, name="new-cost"),
    path("money/costs/<int:cost_id>/revoke", costs.revoke, name="revoke-cost"),
    path("money/missing", reports.missing, name="missing"),
    path("money/<str:code>", books.money, name="book"),
    path("money/<str:code>/policy", books.policy, name="policy"),
    path("money/<str:code>/policies", books.policies, name="policies"),
    path("money/<str:code>/take-in", months.take_in, name="take-in"),
    path("money/<str:code>/running", months.running, name="running"),
    path("money/<str:code>/months/<str:month>", months.month, name="month"),
    path("money/<str:code>/months/<str:month>/preview", months.preview, name="preview"),
    path("money/<str:code>/months/<str:month>/post", months.post, name="post"),
    path("money/<str:code>/months/<str:month>/close", months.close, name="close"),
    path("money/<str:code>/months/<str:month>/reopen", months.reopen, name="reopen"),
    path("money/<str:code>/post-through", months.post_through, name="post-through"),
    path("money/<str:code>/journal/<str:month>/<str:form>", months.journal, name="journal"),
    path("money/<str:code>/tax-years", tax_years.years, name="tax-years"),
    path("money/<str:code>/tax-years/lock", tax_years.lock, name="lock-tax-year"),
    path("money/<str:code>/tax-years/allowance", tax_years.allowance, name="allowance"),
    path("money/<str:code>/price-index", estimates.price_index, name="price-index"),
    path("money/<str:code>/reports", reports.chosen, name="reports"),
    path("money/<str:code>/reports/<str:name>", reports.report, name="report"),
    path("money/<str:code>/reports/<str:name>/file", reports.file, name="report-file"),
]
