"""Names that look like others: places that are English words, typos, towns within authorities, areas of several."""

from __future__ import annotations

import pytest

from rag.plan.question import Question
from rag.plan.understand import understand
from rag.read.authorities import Register


def asked(text: str, register: Register) -> Question:
    return understand(text, (), register)


def named(text: str, register: Register) -> set[str]:
    return {authority.name for authority in asked(text, register).authorities}


@pytest.mark.parametrize(
    ("text", "authorities"),
    [
        # English words
        ("is reading encouraged at home in Leeds?", {"Leeds"}),
        ("do foster carers help with reading in Kent?", {"Kent"}),
        ("progress in reading and maths for children in care in Bolton", {"Bolton"}),
        ("progress in reading", set()),
        ("Reading and writing at key stage 2", set()),
        ("Are children reading well?", set()),
        ("a reading scheme for children in care", set()),
        ("how is reading doing?", {"Reading"}),
        ("caseloads in reading", {"Reading"}),
        ("Reading and Slough on neglect", {"Reading", "Slough"}),
        ("reading's caseloads", {"Reading"}),
        ("reading council on neglect", {"Reading"}),
        ("did leaders bury the findings?", set()),
        ("Bury caseloads", {"Bury"}),
        ("caseloads in bury", {"Bury"}),
        ("Do leaders try to bury bad news in Oldham?", {"Oldham"}),
        ("is the director barking mad?", set()),
        ("neglect in Barking", {"Barking and Dagenham"}),
        ("what did Dagenham get?", {"Barking and Dagenham"}),
        ("do children get a bath?", set()),
        ("neglect in Bath", {"Bath and North East Somerset"}),
        ("slough off responsibility", set()),
        ("slough caseloads", {"Slough"}),
        ("dealing with caseloads", set()),
        ("healing after abuse", set()),
        ("having trouble with caseloads", set()),
        ("narrow the gap", set()),
        ("midway through the year", set()),
        ("regarding staff surveys, what was reported?", set()),
        ("recording and reporting by southern teams", set()),
        ("rewarding staff, eating well", set()),
        # Names within names
        ("New York", set()),
        ("caseloads in York", {"York"}),
        ("Newcastle upon Tyne", {"Newcastle upon Tyne"}),
        ("Newcastle-under-Lyme", {"Staffordshire"}),
        ("newcastle under lyme", {"Staffordshire"}),
        ("Bury St Edmunds", {"Suffolk"}),
        ("hull", {"Kingston Upon Hull, City of"}),
        ("Kingston upon Hull early help", {"Kingston Upon Hull, City of"}),
        ("kingston caseloads", {"Kingston upon Thames"}),
        ("Derby and Derbyshire", {"Derby", "Derbyshire"}),
        ("Nottingham against Nottinghamshire", {"Nottingham", "Nottinghamshire"}),
        ("Leicestershire", {"Leicestershire"}),
        ("North Yorkshire", {"North Yorkshire"}),
        ("North East Lincolnshire", {"North East Lincolnshire"}),
        ("Worcester", {"Worcestershire"}),
        ("St Helens", {"St. Helens"}),
        ("saint helens", {"St. Helens"}),
        ("BCP", {"Bournemouth, Christchurch and Poole"}),
        ("Achieving for Children", {"Kingston upon Thames", "Richmond upon Thames", "Windsor and Maidenhead"}),
        ("Achieving for Children in Windsor and Maidenhead", {"Windsor and Maidenhead"}),
        # Typos, of one word and of several, beside another authority
        ("Birmigham", {"Birmingham"}),
        ("Leister", {"Leicester"}),
        ("Sandwel", {"Sandwell"}),
        ("Rotheram", {"Rotherham"}),
        ("Middlesborough", {"Middlesbrough"}),
        ("West Nothamptonshire", {"West Northamptonshire"}),
        ("isle of white", {"Isle of Wight"}),
        ("Compare Leeds and Birmigham", {"Leeds", "Birmingham"}),
        ("Leeds on reaching children early", {"Leeds"}),
        # Towns and districts
        ("caseloads in Exeter", {"Devon"}),
        ("caseloads in wells", {"Somerset"}),
        ("wells of support", set()),
        ("Huddersfield", {"Kirklees"}),
        ("sale of the children's home", set()),
        ("neglect in Sale", {"Trafford"}),
        ("the Exeter hub in Devon", {"Devon"}),
    ],
)
def test_who_is_meant(register: Register, text: str, authorities: set[str]) -> None:
    assert named(text, register) == authorities


@pytest.mark.parametrize(
    ("text", "areas", "authorities"),
    [
        ("high caseloads in Greater Manchester", ("Greater Manchester",), set()),
        ("caseloads in Manchester", (), {"Manchester"}),
        ("which Yorkshire councils have high caseloads?", ("Yorkshire",), set()),
        ("caseloads in Yorkshire and the Humber", ("Yorkshire and the Humber",), set()),
        ("West Yorkshire", ("West Yorkshire",), set()),
        ("Teesside", ("Tees Valley",), set()),
        ("Tyneside", ("Tyneside",), set()),
        ("South Tyneside", (), {"South Tyneside"}),
        ("Berkshire", ("Berkshire",), set()),
        ("West Berkshire", (), {"West Berkshire"}),
        ("Cheshire East", (), {"Cheshire East"}),
        ("City of London", (), {"City of London"}),
        ("London boroughs", ("London",), set()),
        ("West Midlands", ("West Midlands",), set()),
    ],
)
def test_an_area_of_several_authorities_is_not_one_of_them(
    register: Register, text: str, areas: tuple[str, ...], authorities: set[str]
) -> None:
    question = asked(text, register)
    assert (question.regions, {authority.name for authority in question.authorities}) == (areas, authorities)


@pytest.mark.parametrize("text", ["neglect in Wells", "the Prince of whales", "it wails on"])
def test_what_sounds_like_wales_is_not_wales(register: Register, text: str) -> None:
    assert asked(text, register).outside is None


def test_what_was_put_right_and_what_lies_where_is_said(register: Register) -> None:
    assert asked("caseloads in Birmigham", register).corrected == ("“Birmigham” as Birmingham",)
    assert asked("caseloads in Exeter", register).corrected == ("Exeter as a place in Devon",)
    assert asked("caseloads in Birmingham", register).corrected == ()


def test_a_typo_or_a_town_is_no_subject_to_search_for(register: Register) -> None:
    assert asked("caseloads in Birmigham", register).terms == ("caseloads",)
    assert asked("caseloads in Exeter", register).terms == ("caseloads",)


def test_every_place_of_the_gazetteer_lies_in_an_authority_of_the_register(register: Register) -> None:
    places = register.gazetteer
    assert len(places.towns) > 300
    assert set(places.towns.values()) <= register.by_name.keys()
    assert {name for names in places.areas.values() for name in names} <= register.by_name.keys()
    own = {name.lower() for authority in register.authorities for name in authority.names}
    assert own.isdisjoint(name.lower() for name in places.towns)


def test_an_area_takes_in_its_authorities_and_no_other(register: Register) -> None:
    leeds, kent = register.by_name["Leeds"], register.by_name["Kent"]
    assert register.lies_in(leeds, "West Yorkshire")
    assert register.lies_in(leeds, leeds.region)
    assert not register.lies_in(kent, "West Yorkshire")
