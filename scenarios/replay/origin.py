"""What a manifest says was run, and what is no longer the same here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from scenarios.manifest import Manifest, code_digest, read_manifest, versions
from scenarios.scenario import PILOT, Scenario
from scenarios.store import MANIFEST, Store, StoredRun
from twin.tables import JumeauError
from twin.territory import Territory


@dataclass(frozen=True, slots=True)
class Origin:
    """A result to reproduce: its manifest, its question and its territory as they are today."""

    run: StoredRun
    scenario: Scenario
    territory: Territory

    @property
    def record(self) -> Manifest:
        """Give the manifest."""
        return self.run.record


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: `then` in the manifest, `now` here."""

    topic: str
    then: str
    now: str


def origin_of(where: str, store: Store, territory: Path | None = None) -> Origin:
    """Give what a manifest says, with its question and its territory rebuilt.

    Parameters
    ----------
    where
        A `manifest.json`, the folder that holds it, or a result of the store.
    territory
        Where the territory's folder is now, when it has moved.

    Raises
    ------
    JumeauError
        When the manifest, its question or its territory cannot be read.
    """
    path = Path(where)
    if path.is_file():
        run = StoredRun(path.parent, read_manifest(path))
    elif path.suffix == ".json":
        raise JumeauError(
            where, "fichier introuvable.",
            f"Donnez le {MANIFEST} d'un résultat : `jumeau store list` montre les dossiers.",
        )  # fmt: skip
    else:
        run = store.get(where)
    scenario = _scenario(run)
    return Origin(run, scenario, _territory(run, scenario, territory))


def differences(origin: Origin) -> tuple[Difference, ...]:
    """Give what is no longer as it was, the most telling first; nothing when all is the same."""
    record, found = origin.record, []
    pairs = [
        ("Code du modèle", record.code_digest[:16], code_digest()[:16]),
        ("Territoire", record.territory.digest[:16], origin.territory.digest()[:16]),
    ]
    here = versions()
    for name in sorted({*record.versions, *here}):
        absent = "non enregistré"
        pairs.append((f"Version de {name}", record.versions.get(name, absent),
                      here.get(name, absent)))  # fmt: skip
    for topic, then, now in pairs:
        if then != now:
            found.append(Difference(topic, then, now))
    return tuple(found)


def _scenario(run: StoredRun) -> Scenario:
    """Give the question of a manifest, or refuse one that this version cannot read."""
    try:
        return Scenario.model_validate(run.record.scenario)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "scénario"
        raise JumeauError(
            f"{run.path / MANIFEST}, {place}",
            f"cette version ne sait pas lire le scénario du manifeste ({fault['msg']}).",
            f"Reprenez la version de Jumeau du calcul ({run.record.versions.get('jumeau')}).",
        ) from None


def _territory(run: StoredRun, scenario: Scenario, given: Path | None) -> Territory:
    """Give the territory of a result, from where it was or where it is now."""
    if given is not None:
        if not given.is_dir():
            raise JumeauError("--territory", f"le dossier {given} n'existe pas.",
                              "Donnez le dossier du territoire du calcul.")  # fmt: skip
        return Territory.load(given)
    if scenario.territory != PILOT and not Path(scenario.territory).is_dir():
        record = run.record.territory
        raise JumeauError(
            f"{scenario.territory}",
            f"le dossier du territoire {record.name} ({record.vintage}) n'est plus là.",
            "Donnez son nouveau dossier (--territory DOSSIER), ou reconstruisez-le : "
            "`jumeau territory build`.",
        )
    return scenario.load_territory()
