import time
from tests.attack.linking import *
from random import Random
def test_s(season):
    print(len(season.truth), len(season.rounds), [ {k:len(v) for k,v in d.files.items()} for d in season.haul.dumps], [ {k:len(v) for k,v in d.files.items()} for d in season.haul.after])
    print('log', len(season.haul.logged), len(season.haul.log), list(season.haul.disk_at_the_end))
    t=time.process_time()
    ids={r for x in season.rounds for r in x.raters}; rem=set(season.truth)
    tr=traces(seen_in_files([*season.haul.dumps,*season.haul.after]), ids|rem)
    print('traces', time.process_time()-t)
    R=orders_of_raters(season.haul,{k:v for k,v in tr.items() if k in ids},season.answering)
    W=orders_of_remarks(season.haul,{k:v for k,v in tr.items() if k in rem},season.printed)
    print({k:(len(v), len(set(map(str,v.values())))) for k,v in R.items()}); print({k:(len(v), len(set(map(str,v.values())))) for k,v in W.items()})
    L=links(season.rounds,R,W,season.truth,Random(1))
    print('links', time.process_time()-t, len(L)); 
    for l in L[:5]: print(l, l.z)
    print(min(x.z for x in L))
    for l in season.haul.log[::4000]: print(l[:300])
