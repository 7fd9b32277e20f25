"""Each rule of the actors against a state made by hand: what it changes, how long, how often."""

from types import SimpleNamespace

import numpy as np
import pytest

from twin.contracts import ELECTIVE_LINES, CapacityAction, Policies
from twin.contracts.policies import (
    CallIn,
    Diversion,
    OwnUnitsFirst,
    RegulateAccess,
    SamuReinforcement,
    SmurReinforcement,
    SurgeBeds,
    Tension,
)
from twin.contracts.run import RULE_FR, Actor, ActorDecision, Rule
from twin.engine import state as s
from twin.engine.agents import Actors, HospitalAgent
from twin.engine.policies.advice import Advice
from twin.engine.policies.beds import shared
from twin.engine.policies.call_in import call_in
from twin.engine.policies.diversion import diversion
from twin.engine.policies.own_units_first import own_units_first
from twin.engine.policies.register import Change, Register
from twin.engine.policies.regulate_access import regulate_access
from twin.engine.policies.samu_reinforcement import more_assistants, more_regulators
from twin.engine.policies.smur_reinforcement import smur_reinforcement
from twin.engine.policies.surge_beds import surge_beds
from twin.engine.policies.tension import tension
from twin.engine.tables import (
    ASSISTANT,
    GENERALIST,
    PHYSICIAN,
    PLANNED,
    REGULATOR,
    URGENT,
    WARD_COUNT,
)
from twin.tables import JumeauError

HOURS, SITES, CENTRES, BASES = 100, 3, 2, 4
URGENT_BEDS, PLANNED_BEDS = s.BED_EXTRA + URGENT, s.BED_EXTRA + PLANNED


@pytest.fixture
def register():
    """Three hospitals of 40 + 20 medicine beds and 10 + 5 surgery beds, and an empty state."""
    capacity = np.zeros((SITES, WARD_COUNT, 2, HOURS), np.int16)
    capacity[:, 0, URGENT], capacity[:, 0, PLANNED] = 40, 20
    capacity[:, 1, URGENT], capacity[:, 1, PLANNED] = 10, 5
    parts = {name: np.zeros((2, 2), np.int64) for name in s.State._fields}
    parts["sites"] = np.zeros((SITES, s.SITE_COLUMNS), np.int64)
    parts["wards"] = np.zeros((SITES * WARD_COUNT, s.WARD_COLUMNS), np.int64)
    parts["centres"] = np.zeros((CENTRES, s.CENTRE_COLUMNS), np.int64)
    parts["bases"] = np.zeros((BASES, s.BASE_COLUMNS), np.int64)
    return Register(s.State(**parts), SimpleNamespace(ward_capacity=capacity))


def extras(register):
    """Give all that decisions have changed, nothing else of the state being touched here."""
    state = register.state
    return sum(int(np.abs(t).sum()) for t in (state.sites, state.wards, state.centres, state.bases))


def live(register, hours):
    for hour in range(register.hour + 1, register.hour + hours + 1):
        register.open_hour(hour)


ONE_AT_A_TIME = {
    "call_in": (call_in, CallIn(most=2, hours=4), "sites", s.EXTRA + PHYSICIAN),
    "assistants": (
        more_assistants, SamuReinforcement(assistants=2, hours=4), "centres",
        s.CENTRE_EXTRA + ASSISTANT,
    ),
    "regulators": (
        more_regulators, SamuReinforcement(regulators=2, hours=4), "centres",
        s.CENTRE_EXTRA + REGULATOR,
    ),
    "smur": (smur_reinforcement, SmurReinforcement(teams=2, hours=4), "bases", s.BASE_EXTRA),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_AT_A_TIME)
def test_staff_is_called_in_one_by_one_and_each_leaves_in_time(register, case):
    rule, terms, table, column = ONE_AT_A_TIME[case]
    cells = getattr(register.state, table)
    register.open_hour(10)
    rule(terms, register, 1)
    assert cells[1, column] == 1
    assert extras(register) == 1
    register.open_hour(11)
    rule(terms, register, 1)
    rule(terms, register, 1)
    assert cells[1, column] == 2
    assert len(register.decided) == 2
    there = []
    for hour in range(12, 17):
        register.open_hour(hour)
        there.append(int(cells[1, column]))
    assert there == [2, 2, 1, 0, 0]
    rule(terms, register, 1)
    assert [(d.hour, d.until, d.place, d.amount) for d in register.decided] == [
        (10, 14, 1, 1), (11, 15, 1, 1), (16, 20, 1, 1),
    ]  # fmt: skip


MARKS = {
    "diversion": (diversion, Diversion(hours=2), "sites", s.DIVERTS, Rule.DIVERSION, 2),
    "own units": (
        own_units_first, OwnUnitsFirst(active=True, hours=2), "centres", s.OWN_FIRST,
        Rule.OWN_UNITS_FIRST, 2,
    ),
    "access": (
        regulate_access, RegulateAccess(active=True, hours=24, hours_in_a_row=6), "sites",
        s.REGULATED_BY_ARS, Rule.REGULATE_ACCESS, 24,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MARKS)
def test_a_mark_is_set_once_and_lifted_at_its_term(register, case):
    act, terms, table, column, rule, hours = MARKS[case]
    cells = getattr(register.state, table)
    register.state.sites[1, s.WAITING_HOURS] = 6
    register.open_hour(5)
    act(terms, register, 1)
    act(terms, register, 1)
    assert (cells[1, column], cells[0, column]) == (1, 0)
    assert [d.rule for d in register.decided] == [rule]
    live(register, hours - 1)
    assert cells[1, column] == 1
    live(register, 1)
    assert cells[1, column] == 0
    # Still needed at its term: it acts again at once.
    act(terms, register, 1)
    assert cells[1, column] == 1
    assert [(d.hour, d.until) for d in register.decided] == [
        (5, 5 + hours), (5 + hours, 5 + 2 * hours),
    ]  # fmt: skip


def test_the_ars_waits_for_so_many_hours_in_a_row(register):
    terms = RegulateAccess(active=True, hours_in_a_row=6)
    register.state.sites[0, s.WAITING_HOURS] = 5
    regulate_access(terms, register, 0)
    assert not register.decided
    register.state.sites[0, s.WAITING_HOURS] = 6
    regulate_access(terms, register, 0)
    assert register.decided[0].actor == Actor.ARS


def test_surge_beds_are_a_share_of_the_medicine_ward_one_at_least(register):
    surge_beds(SurgeBeds(share=0.05, hours=24), register, 0)
    assert register.state.wards[0, URGENT_BEDS] == 2
    register.tables.ward_capacity[1, 0, URGENT] = 6
    surge_beds(SurgeBeds(share=0.05), register, 1)
    assert register.state.wards[WARD_COUNT, URGENT_BEDS] == 1
    register.tables.ward_capacity[2, 0, URGENT] = 0
    surge_beds(SurgeBeds(share=0.05), register, 2)
    assert [d.amount for d in register.decided] == [2, 1]
    surge_beds(SurgeBeds(share=0.05), register, 0)
    assert len(register.decided) == 2
    live(register, 24)
    assert extras(register) == 0


def in_tension(register, site, boarding=12, hours=6):
    register.state.sites[site, s.BOARDING] = boarding
    register.state.sites[site, s.BOARDING_HOURS] = hours


def moved(register, site):
    """Give the beds gained and lost by each ward of a site."""
    rows = register.state.wards[site * WARD_COUNT : (site + 1) * WARD_COUNT]
    return rows[:, URGENT_BEDS].tolist(), rows[:, PLANNED_BEDS].tolist()


def test_tension_moves_beds_and_makes_none(register):
    in_tension(register, 1)
    register.open_hour(3)
    tension(Tension(share=0.15, hours=24), register, 1)
    gained, lost = moved(register, 1)
    # 15 % of 25 is 3.75: 3 of 20 exactly, and the largest remainder is that of 5.
    assert gained == [3, 1] + [0] * 8
    assert lost == [-3, -1] + [0] * 8
    assert moved(register, 0) == ([0] * 10, [0] * 10)
    assert register.decided == [ActorDecision(3, Actor.HOSPITAL, 1, Rule.TENSION, 4, 27)]
    tension(Tension(), register, 1)
    assert len(register.decided) == 1
    live(register, 23)
    assert moved(register, 1)[0][0] == 3
    live(register, 1)
    assert moved(register, 1) == ([0] * 10, [0] * 10)


@pytest.mark.parametrize(("boarding", "hours", "acts"), [
    (12, 5, False), (12, 6, True), (9, 6, False), (10, 6, True), (29, 5, False), (30, 0, True),
])  # fmt: skip
def test_tension_needs_hours_in_a_row_and_the_plan_blanc_none(register, boarding, hours, acts):
    in_tension(register, 0, boarding, hours)
    tension(Tension(), register, 0)
    assert bool(register.decided) == acts


def test_the_plan_blanc_takes_the_place_of_the_tension(register):
    register.open_hour(1)
    in_tension(register, 0)
    tension(Tension(), register, 0)
    register.open_hour(4)
    in_tension(register, 0, boarding=31)
    tension(Tension(), register, 0)
    # Half of 25 is 12.5, so 13: half of 20 exactly, and 3 of 5.
    assert moved(register, 0) == ([10, 3] + [0] * 8, [-10, -3] + [0] * 8)
    first, second = register.decided
    assert (first.rule, first.hour, first.until) == (Rule.TENSION, 1, 4)
    assert (second.rule, second.hour, second.until, second.amount) == (Rule.PLAN_BLANC, 4, 28, 13)
    in_tension(register, 0)
    tension(Tension(), register, 0)
    assert len(register.decided) == 2
    live(register, 21)  # the term of the first one: nothing left of it
    assert moved(register, 0)[0][0] == 10
    live(register, 3)
    assert moved(register, 0) == ([0] * 10, [0] * 10)


def test_beds_that_the_rota_closes_go_before_the_term_and_do_not_come_back(register):
    planned = register.tables.ward_capacity[0, :, PLANNED]
    planned[0, 6:10] = 2
    planned[1, 8:10] = 0
    in_tension(register, 0)
    tension(Tension(share=0.2, hours=24), register, 0)
    seen = []
    for hour in range(1, 26):
        register.open_hour(hour)
        gained, lost = moved(register, 0)
        staffed = planned[:, hour] + np.array(lost)
        assert (staffed >= 0).all()
        assert gained == [-n for n in lost]
        seen.append(tuple(gained[:2]))
    assert seen == [(4, 1)] * 5 + [(2, 1)] * 2 + [(2, 0)] * 16 + [(0, 0)] * 2


def test_a_hospital_without_planned_beds_has_nothing_to_give(register):
    register.tables.ward_capacity[0, :, PLANNED] = 0
    in_tension(register, 0, boarding=50)
    tension(Tension(), register, 0)
    assert not register.decided
    assert extras(register) == 50 + 6  # only what the test wrote


@pytest.mark.parametrize("share", [0.0, 0.15, 0.5, 0.99, 1.0])
def test_shares_of_beds_are_whole_and_never_more_than_there_are(share):
    rng = np.random.default_rng(1)
    for _ in range(50):
        beds = rng.integers(0, 30, 10)
        parts = shared(beds, share)
        assert parts.sum() == np.floor(share * beds.sum() + 0.5)
        assert ((parts >= 0) & (parts <= beds)).all()
        assert (np.abs(parts - share * beds) < 1).all()


def test_what_is_in_force_goes_through_a_checkpoint(register):
    register.open_hour(2)
    in_tension(register, 0)
    tension(Tension(), register, 0)
    call_in(CallIn(most=2), register, 1)
    register.open_hour(3)
    call_in(CallIn(most=2), register, 1)
    copied = s.State(*(table.copy() for table in register.state))
    again = Register(copied, register.tables)
    again.restore(3, register.in_force(), register.decisions())
    assert np.array_equal(again.in_force(), register.in_force())
    for hour in range(4, 40):
        for one in (register, again):
            one.open_hour(hour)
            call_in(CallIn(most=2), one, 1)
        for name in s.State._fields:
            assert np.array_equal(getattr(register.state, name), getattr(again.state, name)), name
        assert np.array_equal(again.in_force(), register.in_force())
    assert again.decided == register.decided


def test_a_change_of_the_register_is_undone_to_the_unit(register):
    rng = np.random.default_rng(3)
    for hour in range(1, 60):
        register.open_hour(hour)
        row, number = int(rng.integers(SITES)), int(rng.integers(-3, 4))
        if hour < 40:
            hours = int(rng.integers(1, 15))
            register.decide(Actor.ADVISER, Rule.ADVICE, row, hours, [Change(0, row, 5, number)])
    assert extras(register) == 0
    assert len(register.in_force()) == 0
    assert len(register.decided) == 39


class Model:
    """What an agent needs of the Mesa model."""

    def __init__(self):
        self.agent_id_counter = 1
        self.registered = []

    def register_agent(self, agent):
        self.registered.append(agent)


@pytest.fixture
def actors():
    return lambda policies: Actors(
        Model(), policies, hospitals=SITES, centres=CENTRES, smur_bases=(0, 2)
    )


def test_only_the_actors_concerned_are_woken_in_a_fixed_order(register, actors):
    policies = Policies(
        regulate_access=RegulateAccess(active=True), own_units_first=OwnUnitsFirst(active=True)
    )
    state = register.state
    actors(policies).wake(register)
    assert not register.decided
    state.sites[:, s.WAKE] = [s.BIT_DIVERSION | s.BIT_CALL_IN, 0, s.BIT_REGULATE | s.BIT_SURGE]
    state.sites[2, s.WAITING_HOURS] = 9
    state.centres[1, s.CENTRE_WAKE] = s.BIT_CALLS | s.BIT_FILES | s.BIT_UNITS
    state.bases[:, s.BASE_WAKE] = 1
    actors(policies).wake(register)
    assert [(d.actor, d.place, d.rule) for d in register.decided] == [
        (Actor.HOSPITAL, 0, Rule.CALL_IN), (Actor.HOSPITAL, 0, Rule.DIVERSION),
        (Actor.HOSPITAL, 2, Rule.SURGE_BEDS), (Actor.ARS, 2, Rule.REGULATE_ACCESS),
        (Actor.SAMU, 1, Rule.SAMU_ASSISTANTS), (Actor.SAMU, 1, Rule.SAMU_REGULATORS),
        (Actor.SAMU, 1, Rule.OWN_UNITS_FIRST),
        (Actor.SMUR, 0, Rule.SMUR_TEAMS), (Actor.SMUR, 2, Rule.SMUR_TEAMS),
    ]  # fmt: skip


def test_an_inactive_rule_is_held_by_nobody(register, actors):
    quiet = Policies(
        call_in=CallIn(active=False), surge_beds=SurgeBeds(active=False),
        diversion=Diversion(active=False), tension=Tension(active=False),
        samu=SamuReinforcement(active=False), smur=SmurReinforcement(active=False),
    )  # fmt: skip
    register.state.sites[:, s.WAKE] = 31
    register.state.centres[:, s.CENTRE_WAKE] = 7
    register.state.bases[:, s.BASE_WAKE] = 1
    actors(quiet).wake(register)
    assert not register.decided
    assert HospitalAgent(Model(), quiet).rules == ()


def facility(identifier, kind, **lines):
    held = [SimpleNamespace(line=line) for line in lines]
    return SimpleNamespace(
        id=identifier, kind=kind, line=lambda line: next((c for c in held if c.line == line), None)
    )


@pytest.fixture
def advice():
    """Two hospitals (the second with a helicopter too), a SMUR base, a SAMU centre."""
    places = (
        facility("H1", "hospital"), facility("H2", "hospital", helicopters=1),
        facility("S1", "smur", smur_teams=1, vsav=1), facility("C1", "samu"),
    )  # fmt: skip
    ground = SimpleNamespace(
        facilities=places, of_kind=lambda kind: tuple(p for p in places if p.kind == kind)
    )
    site_ward = np.zeros((2, WARD_COUNT), np.int32)
    site_ward[:, :2] = 1
    return Advice(ground, site_ward)


ADVISED = {
    ("H2", "triage_nurses"): ("sites", 1, s.EXTRA),
    ("H1", "uhcd_beds"): ("sites", 0, s.EXTRA + 4),
    ("H2", "beds_surgery"): ("wards", WARD_COUNT + 1, URGENT_BEDS),
    ("H2", "elective_medicine"): ("wards", WARD_COUNT, PLANNED_BEDS),
    ("H2", "helicopters"): ("bases", 0, s.BASE_EXTRA),
    ("S1", "smur_teams"): ("bases", 1, s.BASE_EXTRA),
    ("S1", "vsav"): ("bases", 2, s.BASE_EXTRA),
    ("C1", "gp_regulators"): ("centres", 0, s.CENTRE_EXTRA + GENERALIST),
}


@pytest.mark.parametrize("asked", ADVISED)
def test_advice_reaches_the_line_it_names_and_ends(register, advice, asked):
    table, row, column = ADVISED[asked]
    register.open_hour(7)
    advice.follow(register, [CapacityAction(*asked, -2, 3)])
    assert getattr(register.state, table)[row, column] == -2
    assert extras(register) == 2
    assert register.decided[0][:2] == (7, Actor.ADVISER)
    assert register.decided[0][3:] == (Rule.ADVICE, -2, 10)
    live(register, 3)
    assert extras(register) == 0


@pytest.mark.parametrize(
    "action",
    [("H1", "beds", 1, 1), ("H1", "beds_rea", 1, 1), ("H1", ELECTIVE_LINES[-1], 1, 1),
     ("H1", "vsav", 1, 1), ("C1", "smr_intakes", 1, 1), ("nobody", "boxes", 1, 1),
     ("H1", "boxes", 1, 0)],
)  # fmt: skip
def test_advice_on_what_nobody_has_is_refused(register, advice, action):
    with pytest.raises(JumeauError, match="conseil"):
        advice.follow(register, [CapacityAction(*action)])
    assert extras(register) == 0


def test_every_rule_has_a_name_in_french():
    assert set(RULE_FR) == set(Rule)
