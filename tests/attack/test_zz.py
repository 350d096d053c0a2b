from random import Random
from tests.attack import naive
from tests.attack.test_figures_bite import _of_plain_means, _beside_a_total, _with_deviations, _divided_by_item
from tests.attack.test_at_rest import *
from tests.attack.test_at_rest_bite import _links, robbed as naive_robbed, ROUNDS
from tests.attack.linking import *


def test_rates():
    for f, c in ((_of_plain_means, 0.08), (_beside_a_total, 0.08), (_with_deviations, 0.08), (_divided_by_item, 0.25)):
        d = Random("designs that look safe")
        print(f.__name__, sum(any(f(naive.typical_campaign(d, cannot_say=c))) for _ in range(400)) / 400)


def test_z(robbed, season):
    s, k = robbed(1)
    L = links(k, s.rounds, s.truth)
    print(
        "product",
        len(L),
        L[0],
        L[0].z,
        "rank",
        max(abs(rank_agreement(s.rounds, a, b, s.truth)) for a in k.raters.values() for b in k.remarks.values()),
    )


def test_n(naive_robbed):
    r = naive_robbed
    for d in (r.haul.dumps[-1:], r.haul.dumps):
        b = _links(r, d)[0]
        print("naive", b, b.z)
    right = g = 0
    people = {n for o in r.rounds for n in o.raters}
    for night in range(1, 11):
        f = traces(seen_in_files(r.haul.dumps[night - 1 : night + 1]), people | set(r.truth))
        p = list(from_two_dumps(f, r.rounds, Random(night)))
        right += sum(r.truth[a] == b for b, a in p)
        g += len(p)
    print("two backups", right, g)
