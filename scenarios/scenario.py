"""A scenario: a question, a territory, a period, and the levers that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny
from pydantic.json_schema import GenerateJsonSchema

from scenarios.lever import LeverModel, build, lever_kinds
from scenarios.reading import read_scenario_file
from scenarios.uncertain import Uncertain
from scenarios.words import near
from twin.contracts.wards import BED_LINES, WARDS, WARDS_FR
from twin.tables import JumeauError, refuse
from twin.territory.ward_sites import plausible_wards

if TYPE_CHECKING:
    from twin.contracts import TwinInputs
    from twin.territory import Territory

LIBRARY = Path(__file__).parent / "library"
PILOT = "pilote"
AnyLever = Annotated[SerializeAsAny[LeverModel], BeforeValidator(build)]


class Scenario(BaseModel):
    """What a person asks of the twin; written in TOML, every key checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = Field(1, description="Version de ce format de fichier.")
    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Nom court, sans accent."
    )
    title: str = Field(min_length=1, description="Titre à l'écran.")
    question: str = Field(min_length=1, description="La question posée, en une phrase.")
    territory: str = Field(
        PILOT, min_length=1, description="« pilote », ou le dossier d'un territoire."
    )
    start: date = Field(
        ge=date(2010, 1, 1), le=date(2060, 12, 31), description="Premier jour mesuré."
    )
    days: int = Field(strict=True, ge=1, le=3660, description="Jours mesurés.")
    warmup_days: int = Field(
        7, strict=True, ge=0, le=366, description="Jours simulés avant, non mesurés."
    )
    replications: int = Field(
        20, strict=True, ge=1, le=100_000, description="Répétitions de chaque tirage."
    )
    seed: int = Field(
        2026, strict=True, ge=0, lt=2**63, description="Graine des nombres aléatoires."
    )
    draws: int = Field(
        0, strict=True, ge=0, le=10_000, description="Tirages des intervalles ; 0 : le centre."
    )
    agents: bool = Field(
        True, strict=True, description="Les acteurs réagissent (renforts) quand c'est plein."
    )
    lever: tuple[AnyLever, ...] = Field((), description="Les leviers, dans l'ordre.")

    @property
    def last_day(self) -> date:
        """Give the last measured day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def period(self) -> str:
        """Give the label of the measured period, "2026-01-12/2026-02-08"."""
        return f"{self.start.isoformat()}/{self.last_day.isoformat()}"

    def plain(self) -> dict[str, Any]:
        """Give the scenario as a file would hold it (JSON types only)."""
        return self.model_dump(mode="json", by_alias=True)

    def changed(self, **options: int | None) -> Self:
        """Give the scenario with some keys changed from the command line (None: unchanged).

        Raises
        ------
        JumeauError
            When a lever's date then falls out of the period.
        """
        said = {key: value for key, value in options.items() if value is not None}
        scenario = type(self).model_validate({**dict(self), **said})
        place = ", ".join(f"--{key} {value}" for key, value in said.items())
        refuse(
            [
                JumeauError(place, f"levier {rank + 1}, {key} : {text}", remedy)
                for rank, lever in enumerate(scenario.lever)
                for key, text, remedy in _date_faults(scenario, lever)
            ]
        )
        return scenario

    def load_territory(self) -> Territory:
        """Give the territory that the scenario names."""
        from twin.territory import Territory

        return (
            Territory.pilot() if self.territory == PILOT else Territory.load(Path(self.territory))
        )

    def baseline(self, territory_code: str) -> Self:
        """Give the same question with no lever: the reference."""
        return self.model_copy(
            update={
                "name": f"reference-{territory_code.lower()}",
                "title": "Référence : aucune mesure",
                "question": "Que se passe-t-il si rien ne change ?",
                "lever": (),
                "draws": 0,
            }
        )

    def inputs(
        self, base: TwinInputs, quantiles: tuple[Mapping[str, float], ...] | None = None
    ) -> TwinInputs:
        """Give the twin's inputs: each lever applied in turn to those of the reference.

        Parameters
        ----------
        quantiles
            For each lever, the probability to read each of its intervals at; None takes the
            centre of every interval (draw 0).
        """
        if not self.agents:
            base = replace(base, policies=replace(base.policies, active=False))
        for rank, lever in enumerate(self.lever):
            drawn = lever.resolve(None if quantiles is None else quantiles[rank])
            base = drawn.starting(self.start).apply(base)
        return base


def load_scenario(
    path: Path, *, territory: Territory | None = None, check_sites: bool = True
) -> Scenario:
    """Read a scenario file and refuse, all at once, everything that is wrong in it.

    Parameters
    ----------
    territory
        The territory to check the sites against; loaded from the file's own key when None.
    check_sites
        False leaves the sites unchecked (the territory is then not read).

    Raises
    ------
    JumeauError
        File absent, not TOML, unknown keys or levers, refused values, unknown sites.
    """
    source = read_scenario_file(path, Scenario)
    scenario: Scenario = source.model
    if scenario.territory != PILOT:
        folder = (path.parent / scenario.territory).resolve()
        if not folder.is_dir():
            raise source.fault(
                ("territory",),
                f"dossier de territoire introuvable : {folder}.",
                "Écrivez « pilote », ou le dossier fait par `jumeau territory build`.",
            )
        scenario = scenario.model_copy(update={"territory": str(folder)})
    place = territory
    if place is None and check_sites and scenario.lever:
        place = scenario.load_territory()
    refuse(
        [
            source.fault(("lever", rank, *key.split(".")), text, remedy)
            for rank, lever in enumerate(scenario.lever)
            for key, text, remedy in (
                *_date_faults(scenario, lever),
                *(_site_faults(place, lever) if place is not None and check_sites else ()),
            )
        ]
    )
    return scenario


def find_scenario(name_or_path: str, *, check_sites: bool = True) -> Scenario:
    """Give the scenario of a file, or the one of the library that has this name."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        return load_scenario(path, check_sites=check_sites)
    names = library()
    if name_or_path in names:
        return load_scenario(LIBRARY / f"{name_or_path}.toml", check_sites=check_sites)
    raise JumeauError(
        f"scénario « {name_or_path} »",
        "ni un fichier, ni un nom de la bibliothèque.",
        f"{near(name_or_path, list(names))}Bibliothèque : {', '.join(names)}.",
    )


def library() -> tuple[str, ...]:
    """Give the names of the scenarios that come with Jumeau."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.toml")))


class _Schema(GenerateJsonSchema):
    """The schema of pydantic, with each default in a form that a file may hold."""

    def encode_default(self, dft: Any) -> Any:
        """Give a default as JSON values."""
        return dft.plain() if isinstance(dft, Uncertain) else super().encode_default(dft)


def scenario_schema() -> dict[str, Any]:
    """Give the JSON schema of a scenario file, every lever included."""
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_Schema)
    definitions = schema.setdefault("$defs", {})
    definitions.pop("LeverModel", None)
    choices = []
    for kind, model in lever_kinds().items():
        own = model.model_json_schema(by_alias=True, schema_generator=_Schema)
        definitions.update(own.pop("$defs", {}))
        own["required"] = sorted({*own.get("required", []), "kind"})
        definitions[kind] = own
        choices.append({"$ref": f"#/$defs/{kind}"})
    schema["properties"]["lever"]["items"] = {"oneOf": choices}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _date_faults(scenario: Scenario, lever: LeverModel) -> list[tuple[str, str, str]]:
    """Give what is wrong with the dates of a lever: key, problem, remedy."""
    first, last = scenario.start, scenario.last_day
    remedy = f"Choisissez une date du {first:%d/%m/%Y} au {last:%d/%m/%Y}, ou changez la période."
    faults = [
        (key, f"{day:%d/%m/%Y} est hors de la période mesurée.", remedy)
        for key, day in (("start", lever.start), ("end", lever.end))
        if day is not None and not first <= day <= last
    ]
    if lever.end is not None and lever.end < (lever.start or first):
        faults.append(("end", "la fin précède le début.", "Inversez les deux dates."))
    return faults


def _site_faults(territory: Territory, lever: LeverModel) -> list[tuple[str, str, str]]:
    """Give the hospitals of a lever that the territory does not have: key, problem, remedy."""
    hospitals = {f.id: f.name for f in territory.own("hospital")}
    unknown = [
        (
            key,
            f"site « {site} » inconnu parmi les {len(hospitals)} urgences de {territory.name}.",
            f"{near(site, list(hospitals))}Voyez `jumeau territory show`.",
        )
        for key, site in lever.hospitals().items()
        if site not in hospitals
    ]
    return unknown or _ward_faults(territory, lever, hospitals)


def _ward_faults(
    territory: Territory, lever: LeverModel, hospitals: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Give the wards of a lever that its hospital does not have: key, problem, remedy."""
    sites = territory.of_kind("hospital")
    wards = dict(zip((f.id for f in sites), plausible_wards(territory), strict=True))
    faults = []
    for key, (site, line) in lever.lines().items():
        if line not in wards[site]:
            there = [WARDS_FR[w] for w, beds in zip(WARDS, BED_LINES, strict=True)
                     if beds in wards[site]]  # fmt: skip
            faults.append(
                (key, f"ce service n'existe pas à {hospitals[site]}.",
                 f"Services de ce site : {', '.join(there)}.")
            )  # fmt: skip
    return faults
