"""What a change of rules means for the population of W1, counted without yiju: its own rules, exact fractions.

    python3 recount.py households.jsonl > expected.json

The rules are those of benches/w1 (reference.py) with two benefits, before and after policies/全国/2026-调整.yj.
"""
import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction as F
from math import ceil, floor

INCOME = {"urban": F("3385.50"), "rural": F("1607.25")}
AREAS = {"urban": "城市", "rural": "农村"}
RULES = {
    "old": dict(std={"urban": F(790), "rural": F(655)}, tier=F("1.5"), mental={1, 2, 3, 4}, refused=F("0.5")),
    "new": dict(std={"urban": F(830), "rural": F(705)}, tier=F("1.4"), mental={1, 2, 3}, refused=F("0.4")),
}
BANDS = {"monthly": [50, 100, 200, 500, 1000, 2000], "once": [500, 1000, 2000, 5000, 10000, 20000]}
BEARERS = ["中央财政", "省财政", "县财政"]


def fen(x):
    return F(floor(x * 100 + F(1, 2)), 100)


def yuan_up(x):
    return F(ceil(x))


def qualifies(member, rule):
    d = member["disability"]
    return bool(d) and (d["level"] <= 2 or d["kind"] in ("intellectual", "mental") and d["level"] in rule["mental"])


def decide(h, rule):
    std, n = rule["std"][h["area"]], len(h["members"])
    income = F(0)
    for m in h["members"]:
        d = m["disability"]
        cared = d and (d["kind"] in ("intellectual", "mental") or d["kind"] == "limb" and d["level"] <= 2)
        for i in m["incomes"]:
            if i["kind"] in ("charity", "resettlement"):
                continue
            cut = std if cared and i["kind"] in ("assisted_work", "workshop") else 0
            income += max(F(0), i["amount"] - cut)
    for s in h["supporters"]:
        pc, theirs = s["per_capita_income"], rule["std"][s["area"]]
        free = s["status"] in ("tekun", "dibao", "bianyuan") or s["status"] == "rigid" and s["rigid_valid"]
        free = free or s["age"] >= 60 and pc < INCOME[s["area"]]
        if not free:
            # The support fee is reckoned from 1.5 times the standard under both rules.
            income += fen(max(F(0), pc - F("1.5") * theirs) / 2 / s["supported"])
    pc = fen(income / n)
    assets = h["financial_assets"] <= 24 * std * n and h["cars"] == 0
    single = sum(qualifies(m, rule) for m in h["members"])
    whole = pc < std and assets
    marginal = pc < rule["tier"] * std and assets
    alone = (marginal or h["monitored"]) and single > 0
    if whole:
        category, monthly = "整户", yuan_up((std - pc) * n)
    elif alone:
        category, monthly = "单人", yuan_up(std * single)
    else:
        category, monthly = ("边缘户" if marginal else "不属于三类"), F(0)
    once = F(0)
    if h["emergency"]:
        loss = h["emergency"]["loss"]
        steps = [(5000, F(500)), (10000, F(1000)), (20000, F(2000)), (50000, F(5000))]
        once = next((sum_ for below, sum_ in steps if loss < below), None)
        once = yuan_up(min(F(20000), 12 * std * n)) if once is None else once
        if category == "不属于三类":
            once = yuan_up(once * rule["refused"])
    return {
        "category": category, "monthly": monthly, "once": once, "aided": h["emergency"] is not None,
        "paid": category in ("整户", "单人"),
        "holds": {"整户低保": int(whole), "低保边缘家庭": int(marginal), "单人低保家庭": int(alone), "单人低保成员": single},
        "members": [qualifies(m, rule) for m in h["members"]],
    }


def money(x):
    x = F(x)
    assert (x * 100).denominator == 1
    sign, whole = ("-" if x < 0 else ""), abs(int(x * 100))
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def three(old, new):
    return {"old": money(old), "new": money(new), "difference": money(new - old)}


def sums(old, new):
    """old and new: monthly and once."""
    return {"monthly": three(old[0], new[0]), "yearly": three(12 * old[0], 12 * new[0]), "once": three(old[1], new[1])}


class Group:
    def __init__(self):
        self.households = self.people = self.stopped = self.monthly = self.begun = 0
        self.effects = {e: {"households": 0, "people": 0} for e in ("loses", "mixed", "gains", "unchanged", "undetermined")}
        self.old, self.new = [F(0), F(0)], [F(0), F(0)]
        self.more, self.less = [F(0), F(0)], [F(0), F(0)]

    def shape(self):
        both = lambda x: {"monthly": money(x[0]), "yearly": money(12 * x[0]), "once": money(x[1])}
        return {"households": self.households, "people": self.people, "effects": self.effects,
                "benefit_stopped": self.stopped, "monthly_stopped": self.monthly, "benefit_begun": self.begun,
                "sums": sums(self.old, self.new), "more": both(self.more), "less": both(self.less)}


class Benefit:
    def __init__(self):
        self.old = self.new = self.begun = self.stopped = self.more = self.less = 0
        self.sums = [[F(0), F(0)], [F(0), F(0)]]

    def add(self, before, after, old, new, at):
        self.old += before
        self.new += after
        self.begun += after and not before
        self.stopped += before and not after
        self.more += new > old
        self.less += new < old
        self.sums[0][at] += old
        self.sums[1][at] += new

    def shape(self):
        return {"households": {"old": self.old, "new": self.new}, "households_begun": self.begun,
                "households_stopped": self.stopped, "households_more": self.more, "households_less": self.less,
                "sums": sums(*self.sums)}


def band(edges, x):
    return next((i for i, edge in enumerate(edges) if abs(x) <= edge), len(edges))


def count(lines):
    everyone, areas = Group(), defaultdict(Group)
    benefits = {"低保金": Benefit(), "临时救助金": Benefit()}
    standing = {name: Counter() for name in ("整户低保", "低保边缘家庭", "单人低保家庭", "单人低保成员")}
    matrix, losers = Counter(), []
    funding = {bearer: [[F(0), F(0)], [F(0), F(0)]] for bearer in BEARERS}
    spread = {name: {"less": Counter(), "more": Counter(), "lesssum": Counter(), "moresum": Counter(), "unchanged": 0} for name in BANDS}
    for number, line in enumerate(lines, 1):
        h = json.loads(line, parse_float=F, parse_int=int)
        people = len(h["members"])
        old, new = decide(h, RULES["old"]), decide(h, RULES["new"])
        monthly, once = new["monthly"] - old["monthly"], new["once"] - old["once"]
        up, down = monthly > 0 or once > 0, monthly < 0 or once < 0
        effect = "mixed" if up and down else "gains" if up else "loses" if down else "unchanged"
        for group in (everyone, areas[AREAS[h["area"]]]):
            group.households += 1
            group.people += people
            group.effects[effect]["households"] += 1
            group.effects[effect]["people"] += people
            group.stopped += old["paid"] and not new["paid"]
            group.begun += new["paid"] and not old["paid"]
            group.monthly += old["monthly"] > 0 and new["monthly"] == 0
            for at, name in enumerate(("monthly", "once")):
                group.old[at] += old[name]
                group.new[at] += new[name]
                group.more[at] += max(F(0), new[name] - old[name])
                group.less[at] += min(F(0), new[name] - old[name])
        benefits["低保金"].add(old["paid"], new["paid"], old["monthly"], new["monthly"], 0)
        benefits["临时救助金"].add(old["aided"], new["aided"], old["once"], new["once"], 1)
        for name, own in standing.items():
            own["old"] += old["holds"][name]
            own["new"] += new["holds"][name]
            if name == "单人低保成员":
                pairs = list(zip(old["members"], new["members"]))
            else:
                pairs = [(old["holds"][name], new["holds"][name])]
            own["gained"] += sum(b and not a for a, b in pairs)
            own["lost"] += sum(a and not b for a, b in pairs)
        matrix[old["category"], new["category"]] += 1
        for side, which in ((0, old), (1, new)):
            third = fen(which["monthly"] / 3)
            funding["中央财政"][side][0] += third
            funding["省财政"][side][0] += third
            funding["县财政"][side][0] += which["monthly"] - 2 * third
            funding["县财政"][side][1] += which["once"]
        for name, change in (("monthly", monthly), ("once", once)):
            own = spread[name]
            if change == 0:
                own["unchanged"] += 1
                continue
            side = "less" if change < 0 else "more"
            own[side][band(BANDS[name], change)] += 1
            own[side + "sum"][band(BANDS[name], change)] += abs(change)
        if down:
            losers.append((-(12 * monthly + once), number, {
                "record": number, "id": str(h["id"]), "people": people, "by": {"区域": AREAS[h["area"]]},
                "monthly": three(old["monthly"], new["monthly"]), "once": three(old["once"], new["once"]),
                "yearly_loss": money(-(12 * monthly + once)),
                "stopped": ["低保金"] if old["paid"] and not new["paid"] else [],
                "category": [old["category"], new["category"]]}))
    losers.sort(key=lambda loser: (-loser[0], loser[1]))

    def bands(name):
        edges, own = BANDS[name], spread[name]
        ends = [F(0)] + [F(edge) for edge in edges]
        side = lambda which: [
            {"above": money(ends[at]), "to": money(edges[at]) if at < len(edges) else None,
             "households": own[which][at], "sum": money(own[which + "sum"][at])} for at in range(len(edges) + 1)]
        return {"less": side("less"), "unchanged": own["unchanged"], "more": side("more"), "open": 0}

    return {
        "total": everyone.shape(),
        "groups": [dict(areas[name].shape(), by={"区域": name}) for name in sorted(areas)],
        "benefits": {name: own.shape() for name, own in benefits.items()},
        "determinations": {name: {"subjects": {"old": own["old"], "new": own["new"]}, "gained": own["gained"],
                                  "lost": own["lost"]} for name, own in standing.items()},
        "funding": [{"bearer": bearer, "sums": sums(*funding[bearer])} for bearer in BEARERS],
        "matrix": [{"old": a, "new": b, "households": n} for (a, b), n in sorted(matrix.items())],
        "distribution": {"monthly": bands("monthly"), "once": bands("once")},
        "losers": [loser for _, _, loser in losers],
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as lines:
        json.dump(count(lines), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    print()
