"""The file of rules: what it says, and what it is refused for, in words that name the key and the cure."""

from pathlib import Path

import pytest

from alerts.rules import BadRules, Rule, read_rules

WHOLE = """
address = "https://svodka.example/"
[[rule]]
name = "Signals"
about = "signals"
to = ["$DUTY", "json://127.0.0.1"]
[[rule]]
name = "Overdue"
about = "overdue"
above = 100
role = "head"
as = "Район A"
language = "en"
every = 30
to = ["$DUTY"]
"""
SECRETS = {"DUTY": "tgram://123456789:hidden_token_of_a_bot_abcdefghijklmn/42"}


def read(tmp_path: Path, text: str) -> tuple[Rule, ...]:
    file = tmp_path / "alerts.toml"
    file.write_text(text, encoding="utf-8")
    return read_rules(file, SECRETS).rules


def test_a_file_is_read_with_its_defaults_and_the_secrets_of_the_environment(tmp_path: Path) -> None:
    signals, overdue = read(tmp_path, WHOLE)
    assert (signals.about, signals.role, signals.who, signals.language, signals.every) == (
        "signals", "operator", "", "ru", 60,
    )  # fmt: skip
    assert signals.recipients == (SECRETS["DUTY"], "json://127.0.0.1")
    assert (overdue.above, overdue.role, overdue.who, overdue.language, overdue.every) == (
        100, "head", "Район A", "en", 30,
    )  # fmt: skip
    assert "hidden" not in repr(signals)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("address =", "adress =", "adress: unknown key"),
        ("https://svodka.example/", "svodka", "address: write where"),
        ("[[rule]]", "[[rules]]", "rules: unknown key"),
        ('"Overdue"', '"Signals"', "two rules are called 'Signals'"),
        ('name = "Signals"', "", "rule 1: name: write a text"),
        ('"signals"', '"weather"', r"rule 1 \(Signals\): about: choose one of signals, overdue, control_due"),
        ("above = 100", "", r"rule 2 \(Overdue\): above: write a whole number of at least 0"),
        ("above = 100", "above = true", "above: write a whole number"),
        ("every = 30", "every = 0", "every: write a whole number of at least 1"),
        ('about = "signals"', 'about = "signals"\nabove = 3', 'above: only with about = "overdue"'),
        ('as = "Район A"', "", "as: write a text"),
        ('role = "head"', 'role = "staff"', "as: only a head has a municipality"),
        ('role = "head"', 'role = "king"', "role: choose one of operator, staff, head, admin"),
        ('about = "signals"', 'about = "control_due"\nrole = "staff"', "role: staff do not open control items"),
        ('language = "en"', 'language = "de"', "language: choose one of ru, en"),
        ('to = ["$DUTY"]', "", "to: write a list"),
        ('["$DUTY"]', '["$NIGHT"]', "to: the environment variable NIGHT is not set"),
        ('"json://127.0.0.1"', '"pigeon://hidden"', "to: number 2 is no address that Apprise knows"),
        ("every = 30", "every = 30\ncolour = 1", "colour: unknown key"),
        ("every = 30", "every = = 30", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_key_and_the_cure(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in WHOLE
    with pytest.raises(BadRules, match=words) as refused:
        read(tmp_path, WHOLE.replace(old, new))
    assert str(refused.value).startswith(str(tmp_path / "alerts.toml"))
    assert "hidden" not in str(refused.value)


def test_a_file_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match=r"none\.toml: cannot be read .* SVODKA_ALERTS"):
        read_rules(tmp_path / "none.toml")
