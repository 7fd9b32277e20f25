from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from forecasting.shortage.events import BACK, SHORT, STOP, build
from forecasting.shortage.files import Line, read_availability
from forecasting.shortage.scores import average_precision, hits_at
from forecasting.shortage.static import check_no_leak
from forecasting.shortage.stock_risk import read_stock_risk
from forecasting.shortage.store import Snapshot, add, read_store
from forecasting.shortage.trees import anchored, platt
from tests.unit.shortage_worlds import write_raw
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
DAY = date(2025, 7, 7)
JOINED = "cis;cip13;code;statut;debut;maj;remise\n62583314;;{};Tension;03/07/2025;04/07/2025;\n"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-8", "utf-8-sig"])
def test_a_raw_file_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "CIS_CIP_Dispo_Spec.txt"
    row = "62583314\t3400930000000\t3\tArrêt de commercialisation\t03/07/2025\t04/07/2025\t\tlien\n"
    path.write_text(row + row.replace("\t3\tArrêt", "\t4\tREMISE À").replace("\t\tlien",
                    "\t06/07/2025\tlien"), encoding)  # fmt: skip
    found = read_availability(path).lines
    assert found[0] == Line("62583314", STOP, date(2025, 7, 3).toordinal(), "3400930000000")
    assert found[1].kind == BACK
    assert found[1].start == date(2025, 7, 6).toordinal()


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(JumeauError, match="n'est pas un fichier de disponibilité"):
        read_availability(path)
    path.write_text(JOINED.format(9))
    with pytest.raises(JumeauError, match="code de statut"):
        read_availability(path)


def test_the_store_never_replaces(tmp_path: Path) -> None:
    path, store = tmp_path / "f.csv", tmp_path / "store"
    path.write_text(JOINED.format(1))
    assert add(path, DAY, store)[1]
    assert not add(path, DAY, store)[1]
    path.write_text(JOINED.format(2))
    with pytest.raises(JumeauError, match="contenu différent"):
        add(path, DAY, store)
    assert len(read_store(store, DAY).snapshots) == 1
    held = next(store.glob("*dispo*"))
    held.write_bytes(b"x")
    with pytest.raises(JumeauError, match="a changé"):
        read_store(store, DAY)


def test_later_files_are_not_opened(tmp_path: Path) -> None:
    write_raw(tmp_path / "2025-01-01" / "CIS_CIP_Dispo_Spec.txt", [("60000001", "1", DAY, None)])
    (tmp_path / "bdpm_dispo_2025-08-01.csv").write_bytes(b"\xff\xfe broken")
    assert len(read_store(tmp_path, DAY).snapshots) == 1
    with pytest.raises(JumeauError, match=r"aucun fichier.*2 fichier.*plus tardif"):
        read_store(tmp_path, date(2024, 1, 1))


def _shot(day: int, *lines: tuple[str, int]) -> Snapshot:
    return Snapshot(day, tuple(Line("60000001", kind, start) for kind, start in lines))


def test_events_are_dated_by_the_first_file_and_never_forgotten() -> None:
    history = build((_shot(100), _shot(130, (SHORT, 105)), _shot(160, (BACK, 150)), _shot(190),
                     _shot(220, (SHORT, 215))))  # fmt: skip
    shorts = [e for e in history.events if e.kind == SHORT]
    assert [(e.known, e.rebuilt) for e in shorts] == [(130, False), (220, False)]
    first = shorts[0]
    assert [first.active(d) for d in (129, 130, 159, 160, 220)] == [False, True, True, False, False]


def test_a_start_that_moves_or_a_hole_is_the_same_event() -> None:
    history = build((_shot(100), _shot(130, (SHORT, 105)), _shot(160, (SHORT, 140)), _shot(190),
                     _shot(220, (SHORT, 140))))  # fmt: skip
    (event,) = history.events
    assert event.known == 130
    assert event.spans == ((130, 190), (220, None))


def test_the_first_file_is_marked_rebuilt() -> None:
    (event,) = build((_shot(100, (SHORT, 40)), _shot(130, (SHORT, 40)))).events
    assert (event.known, event.rebuilt) == (40, True)


def test_atc_and_availability_are_never_features_where_they_leak() -> None:
    check_no_leak(("atc_N", "atc_class_active"), "mitm")
    for name, scope in (("atc_N", "all"), ("atc_class_active", "all"), ("etat", "mitm")):
        with pytest.raises(AssertionError):
            check_no_leak((name,), scope)


def test_average_precision_of_ties_is_the_share_of_events() -> None:
    y = np.array([1, 0, 0, 1, 0], np.int8)
    assert average_precision(y, np.zeros(5))[0] == pytest.approx(0.4)
    assert average_precision(y, np.array([5.0, 1, 2, 4, 3]))[0] == pytest.approx(1.0)
    assert average_precision(y, np.array([5.0, 4, 3, 2, 1]))[0] == pytest.approx((1 + 2 / 4) / 2)
    twice = np.array([[2.0, 1, 1, 1, 1]])
    assert average_precision(y, np.array([1.0, 2, 3, 4, 5]), twice)[0] == pytest.approx(
        (1 / 2 + 2 * 3 / 6) / 3
    )
    assert hits_at(y, np.zeros(5), budget=2) == pytest.approx(0.8)


def test_calibration_keeps_the_level() -> None:
    rng = np.random.default_rng(1)
    margin = rng.normal(-3, 1, 4000)
    y = (rng.random(4000) < 1 / (1 + np.exp(-margin + 1))).astype(np.int8)
    slope, intercept = platt(margin, y)
    p = 1 / (1 + np.exp(-slope * margin - intercept))
    assert p.sum() == pytest.approx(y.sum(), rel=0.01)
    assert 0.7 < slope <= 1
    assert anchored(margin, 0.02).mean() == pytest.approx(0.02)
    assert (np.argsort(anchored(margin, 0.02)) == np.argsort(margin)).all()
    few = np.zeros(4000, np.int8)
    few[:4] = 1
    slope, intercept = platt(margin, few)
    assert slope == 1
    assert (1 / (1 + np.exp(-margin - intercept))).sum() == pytest.approx(4.5, rel=0.01)
    assert platt(margin, (margin < -4).astype(np.int8))[0] == 0


def test_the_stock_risk_is_days_times_criticality(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("CIP;Nom;Jours sans produit;Criticité\n0340;A;2,5;V\n0341;B;20;d\n", "cp1252")
    found = read_stock_risk(path)
    assert [(r.code, r.priority) for r in found] == [("0340", 250.0), ("0341", 20.0)]
    path.write_text("CIP;Jours sans produit;Criticité\n1;nan;V\n1;-2;X\n")
    with pytest.raises(JumeauError, match="nan"):
        read_stock_risk(path)
