"""Which column says what: the mapping file of an import, written by hand or guessed."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from twin.tables import JumeauError, refuse, said
from twin.toml_faults import read_toml

Columns = str | tuple[str, ...]
"""One column, or several whose texts are joined (activity) or follow each other (date, hour)."""
JOINED = " | "
"""Between the texts of an activity made of several columns."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Roles(_Part):
    """The column of the source that plays each role; empty: none does."""

    case: str = Field("", description="Identifiant du parcours (séjour, passage, dossier).")
    patient: str = Field(
        "", description="Identifiant du patient ; absent : le parcours en tient lieu."
    )
    activity: Columns = Field(
        "",
        description="Ce qui se passe (acte, étape) ; plusieurs colonnes : textes joints par « | ».",
    )
    start: Columns = Field(
        "",
        description="Date et heure de l'événement, ou son début ; [date, heure] si deux colonnes.",
    )
    end: Columns = Field("", description="Fin de l'événement, même écriture que start.")
    site: str = Field("", description="Établissement ou site (numéro FINESS).")
    resource: str = Field("", description="Service, équipe ou professionnel.")
    zone: str = Field("", description="Commune de résidence (code INSEE).")
    sex: str = Field("", description="Sexe du patient.")
    born: str = Field("", description="Date de naissance du patient.")
    died: str = Field("", description="Date de décès du patient.")
    covered_from: str = Field("", description="Début de la période où le patient est observable.")
    covered_to: str = Field("", description="Fin de cette période.")
    event_id: str = Field(
        "",
        description="Identifiant de l'événement : doublons exacts fusionnés, les autres rejetés.",
    )
    amount: str = Field(
        "",
        description="Montant ou quantité : une ligne négative annule celle qu'elle régularise.",
    )

    @field_validator("activity", "start", "end")
    @classmethod
    def _named(cls, value: Columns) -> Columns:
        return value[0] if isinstance(value, tuple) and len(value) == 1 else value

    def played(self) -> dict[str, tuple[str, ...]]:
        """Give the columns of each role that has some."""
        every = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            role: (value,) if isinstance(value, str) else value
            for role, value in every.items()
            if value
        }


class Text(_Part):
    """How the file is written; empty: found by looking."""

    encoding: Literal["", "utf-8", "latin-1", "cp1252", "utf-16"] = Field(
        "", description="Codage des caractères."
    )
    separator: Literal["", ",", ";", "\t", "|"] = Field("", description="Séparateur de colonnes.")
    missing: tuple[str, ...] = Field(
        ("",), description="Textes qui veulent dire « pas de valeur » ; « NA » n'en est pas un."
    )
    trim: bool = Field(
        default=True,
        description="Retirer les blancs autour des parcours, patients, activités et sites.",
    )


class Dates(_Part):
    """How dates are written."""

    format: str = Field(
        "", description="Format strptime (« %d/%m/%Y %H:%M ») ; vide : reconnu, refusé si ambigu."
    )
    zone: str = Field("", description="Fuseau IANA des heures sans décalage (« Europe/Paris »).")


class Mapping(_Part):
    """The mapping file: roles of the columns, and how the file is written."""

    format: Literal[1] = Field(1, description="Version de ce format de fichier.")
    source: str = Field("", description="Format de la source (csv, xes, omop...) ; vide : reconnu.")
    columns: Roles = Field(default_factory=Roles, description="La colonne de chaque rôle.")
    attributes: tuple[str, ...] | None = Field(
        None, description="Autres colonnes à garder ; absent : toutes."
    )
    ignore: tuple[str, ...] = Field((), description="Colonnes à laisser.")
    text: Text = Field(default_factory=Text, description="Écriture du fichier.")
    dates: Dates = Field(default_factory=Dates, description="Écriture des dates.")

    @model_validator(mode="after")
    def _once(self) -> Mapping:
        roles = self.columns.played()
        if self.columns.covered_from and not self.columns.covered_to:
            raise ValueError("covered_from demande covered_to")
        both = {*(self.attributes or ())} & {*self.ignore}
        if both:
            raise ValueError(f"gardées et laissées à la fois : {', '.join(sorted(both))}")
        left = {c for columns in roles.values() for c in columns} & {*self.ignore}
        if left:
            raise ValueError(f"colonnes laissées qui ont un rôle : {', '.join(sorted(left))}")
        return self


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file (TOML).

    Raises
    ------
    JumeauError
        Unreadable file, wrong TOML, unknown key (the nearest known one is named), wrong value.
    """
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise JumeauError(
            str(path), f"lecture impossible : {said(error)}.", "Vérifiez le chemin de --mapping."
        ) from error
    except UnicodeDecodeError as error:
        raise JumeauError(
            str(path), "ce fichier n'est pas en UTF-8.", "Enregistrez-le en UTF-8."
        ) from error
    remedy = "Corrigez la ligne, ou refaites le fichier avec jumeau pathways mapping."
    return mapping_of(read_toml(raw, path, remedy), str(path))


def mapping_of(data: dict[str, Any], place: str) -> Mapping:
    """Check a mapping given as plain values; all its faults are told at once."""
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        refuse([_fault(dict(e), place) for e in error.errors()])
        raise


def _fault(error: dict[str, Any], place: str) -> JumeauError:
    # pydantic adds to a path the branch of a union that it tried: it is no key of the file.
    path = [str(p) for p in error["loc"] if not str(p).startswith(("tuple[", "str"))]
    where = f"{place}, {'.'.join(path)}" if path else place
    value = repr(error.get("input"))[:80]
    match error["type"]:
        case "extra_forbidden":
            known = _known(path[:-1])
            near = get_close_matches(path[-1], known, 1, 0.5)
            hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
            return JumeauError(where, "clé inconnue.", f"{hint}Clés : {', '.join(known)}.")
        case "literal_error":
            expected = error["ctx"]["expected"].replace(" or ", " ou ")
            return JumeauError(where, f"valeur {value} refusée.", f"Attendu : {expected}.")
        case "value_error":
            return JumeauError(where, f"{error['ctx']['error']}.", "Corrigez la correspondance.")
    return JumeauError(where, f"valeur {value} refusée.", "Voyez jumeau pathways mapping --schema.")


def _known(path: list[str]) -> list[str]:
    model: type[BaseModel] = Mapping
    for step in path:
        inner = model.model_fields[step].annotation if step in model.model_fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
    return list(model.model_fields)


def mapping_schema() -> dict[str, Any]:
    """Give the JSON schema of a mapping file, its descriptions in French."""
    schema = Mapping.model_json_schema()
    for part in schema.get("$defs", {}).values():
        part.pop("description", None)
    schema["description"] = "Correspondance entre les colonnes d'une source et leurs rôles."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
