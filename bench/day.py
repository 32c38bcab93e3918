"""The scripted day: what a seller does in thirty-two steps and a lead in twenty-three, in their words, as a browser sends it.

A step names who does what, the method and address, and what must be in the answer. Words in braces are filled in from the house:
{customer}, {following}, {deal}, {card}, {activity}, {colleague}, {view} are ids, {several} those of twenty deals, {typed} is the
pinyin of the customer's name, {before} a place in his timeline, {today} and {soon} days. Of a step that is taken again {n} counts,
{version} is the record's next one, {turn} is 1 and 3 and {either} one of two colleagues by turns. A form that is answered by an
address leads there, as in a browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Something somebody does: `words`, `asks` (method and address), `shows` (what the answer must hold); a `part` is fetched by a page.

    `form` is what a form sends, `at` the page on which it stands; `writes` is the table and the id of the record written, `adds` the
    table that gets a row more. One that `sums` counts and adds over as much as there is, and says so in a part of its own.
    """

    words: str
    asks: str
    shows: str
    part: bool = False
    form: Mapping[str, str] = field(default_factory=dict)
    writes: tuple[str, str] | None = None
    adds: str = ""
    at: str = ""
    sums: bool = False

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.asks.partition(" ")[0]

    @property
    def address(self) -> str:
        """Where it is sent, words in braces and all."""
        return self.asks.partition(" ")[2]


CUSTOMER, DEALS = "/contacts/companies/{customer}", "/sales/deals/"
ROW, CARD, DIALOG = '<tr id="r', "data-card=", "csrf_token"
OF_CUSTOMER, OF_DEAL, OF_ACTIVITY = (
    ("contacts_company", "customer"),
    ("sales_deal", "deal"),
    ("work_activity", "activity"),
)

SELLER_DAY = (
    Step("He has signed in and stands on the home page.", "GET /", "/my-day/parts"),
    Step("What changed last follows.", "GET /recent", "/contacts/companies/", part=True),
    Step("A tile there fills in: what his open deals come to.", "GET /metrics/sales.open_amount/tile", "¥", part=True, sums=True),
    Step("He opens his day.", "GET /my-day", "/my-day/parts"),
    Step("What the day holds follows.", "GET /my-day/parts", "day-part", part=True),
    Step("He opens the list of what is due.", "GET /work/due", "/work/activities/several"),
    Step(
        "One thing he puts off.", "POST /work/activities/{activity}/snooze", "/work/activities/several",
        part=True, form={"act": "{turn}"}, writes=OF_ACTIVITY, at="/work/due",
    ),
    Step("He opens a customer who has a long history.", f"GET {CUSTOMER}", "moment-text"),
    Step("What the deals of the customer come to follows.", f"GET {CUSTOMER}/numbers", "record-numbers", part=True),
    Step("He reads what was before that.", f"GET {CUSTOMER}/timeline?before={{before}}", "moment-text", part=True),
    Step("He calls, and opens the form to write it down.", f"GET {CUSTOMER}/timeline/contacts.interaction?code=call", DIALOG, part=True),
    Step(
        "He writes down the call, with the day of the next one.", f"POST {CUSTOMER}/timeline/contacts.interaction?code=call", "Call {n}",
        part=True, form={"once": "{n}", "code": "call", "summary": "Call {n}", "direction": "out", "next_on": "{soon}"},
        writes=OF_CUSTOMER, adds="contacts_interaction",
    ),
    Step("Who comes before and after in his list?", f"GET {CUSTOMER}/neighbours?quick=mine", "/contacts/companies/", part=True),
    Step(
        "He mends the city in place.", f"POST {CUSTOMER}/field/city", "Town {n}",
        part=True, form={"version": "{version}", "city": "Town {n}"}, writes=OF_CUSTOMER,
    ),
    Step("He opens the form of the customer.", f"GET {CUSTOMER}/edit", 'name="name"'),
    Step(
        "He saves it and the form of the next customer opens.", f"POST {CUSTOMER}/edit", 'value="',
        form={"version": "{version}", "name": "{name}", "city": "Town {n}", "customer_type": "company", "_next": "{following}"},
        writes=OF_CUSTOMER,
    ),
    Step("He types pinyin into the box: hits appear.", "GET /search/hits?q={typed}", "/contacts/companies/", part=True),
    Step("He opens all hits.", "GET /search?q={typed}", "/contacts/companies/"),
    Step("He opens his own deals.", f"GET {DEALS}?quick=mine", ROW),
    Step("He wants the open ones in one stage.", f"GET {DEALS}?quick=open&stage=2", ROW),
    Step("He sorts them by name.", f"GET {DEALS}?quick=mine&sort=name", ROW),
    Step("He opens the view that he saved.", f"GET {DEALS}?view={{view}}", ROW),
    Step("He groups his deals by stage.", f"GET {DEALS}groups?quick=mine&group=stage", "Offer", part=True, sums=True),
    Step("He opens one of the groups.", f"GET {DEALS}grouped?quick=mine&group=stage&stage=2", ROW, part=True),
    Step("He reads what they come to.", f"GET {DEALS}totals?quick=mine", "¥", part=True, sums=True),
    Step("He opens the board.", f"GET {DEALS}board/?quick=mine", CARD),
    Step("The heads of its columns follow.", f"GET {DEALS}board/heads?quick=mine", "¥", part=True, sums=True),
    Step(
        "He drops a card on the next column.", f"POST {DEALS}board/{{card}}/move", CARD,
        part=True, form={"version": "{version}", "_to": "{turn}"}, writes=("sales_deal", "card"),
    ),
    Step("He opens the deal.", f"GET {DEALS}{{deal}}", 'id="happened"'),
    Step(
        "He writes another amount.", f"POST {DEALS}{{deal}}/field/amount", "1{turn},000",
        part=True, form={"version": "{version}", "amount": "1{turn}000", "amount_currency": "CNY"}, writes=OF_DEAL,
    ),
    Step("He looks at the month.", "GET /work/activities/calendar/", "{today}"),
    Step("He looks at the bell.", "GET /notifications/panel", "notification", part=True),
)  # fmt: skip

LEAD_DAY = (
    Step("She has signed in and stands on the home page.", "GET /", "/my-day/parts"),
    Step("She looks how the team stands.", "GET /work/team", "/work/team/{colleague}"),
    Step("The numbers of each follow.", "GET /work/team/numbers", "Name {colleague}", part=True, sums=True),
    Step("She opens one of them.", "GET /work/team/{colleague}", "Name {colleague}"),
    Step("The numbers of that one follow.", "GET /work/team/{colleague}/numbers", "count", part=True, sums=True),
    Step("She opens the week of all.", "GET /work/week/", CARD),
    Step("How much each has on each day follows.", "GET /work/week/loads", "count-0-0", part=True, sums=True),
    Step(
        "She gives a call to another.", "POST /work/week/{activity}/move", CARD,
        part=True, form={"version": "{version}", "_to": "{either}:{today}"}, writes=OF_ACTIVITY,
    ),
    Step("She opens the deals of the team.", f"GET {DEALS}?quick=open", ROW),
    Step("She wants those that stand still.", f"GET {DEALS}?quick=stale", ROW),
    Step("She groups them by who has them.", f"GET {DEALS}groups?quick=open&group=owner", "Name ", part=True, sums=True),
    Step("She reads what they come to.", f"GET {DEALS}totals?quick=open", "¥", part=True, sums=True),
    Step(
        "She takes some into a spreadsheet.", f"POST {DEALS}export?format=csv", "deal",
        form={"id": "{several}"},
    ),
    Step("She opens the board of the team.", f"GET {DEALS}board/", CARD),
    Step("The heads of its columns follow.", f"GET {DEALS}board/heads", "¥", part=True, sums=True),
    Step("She opens the win rate.", "GET /metrics/sales.win_rate/", "/metrics/sales.win_rate/months"),
    Step("It comes by person, too.", "GET /metrics/sales.win_rate/parts?_by=owner", "_by=team", part=True, sums=True),
    Step("She opens the funnel.", "GET /metrics/sales.funnel/", "/metrics/sales.funnel/steps"),
    Step("Its steps follow.", "GET /metrics/sales.funnel/steps", "Offer", part=True, sums=True),
    Step("Somebody leaves: she opens what he hands over.", "GET /people/users/{colleague}/hand-over", 'name="to"'),
    Step(
        "She gives a deal to another.", f"POST {DEALS}{{deal}}/field/owner", "Name ",
        part=True, form={"version": "{version}", "owner": "{either}"}, writes=OF_DEAL,
    ),
    Step("She looks at the month of all.", "GET /work/activities/calendar/", CARD),
    Step("She looks at what was talked about in it.", "GET /contacts/interactions/calendar/", CARD),
)  # fmt: skip
