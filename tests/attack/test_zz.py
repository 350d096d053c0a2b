import cProfile, pstats
def test_p(season_number):
    p=cProfile.Profile(); p.enable(); season_number(1); p.disable()
    pstats.Stats(p).sort_stats('cumulative').print_stats(70)
