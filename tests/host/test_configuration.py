"""Settings come from guanxi.toml and GUANXI_*, are refused in one list, and no secret is built in or readable by others."""

from __future__ import annotations

import os
from multiprocessing import get_context
from pathlib import Path

import pytest

from guanxi.config import KEYS, ConfigError, documentation, load

DOCS = Path(__file__).parents[2] / "docs" / "integrators" / "configuration.md"


def refused(env: dict[str, str], folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as found:
        load(env, folder=folder)
    return found.value.problems


def test_nothing_needs_to_be_set(tmp_path):
    config = load({}, folder=tmp_path)
    assert config.database == f"sqlite:///{tmp_path}/var/guanxi.sqlite"
    assert config.base_url == "http://localhost:8000"
    assert config.cookie_secure is False


def test_environment_wins_over_the_file(tmp_path):
    (tmp_path / "guanxi.toml").write_text('port = 9000\nlanguage = "zh"\n')
    config = load({"GUANXI_PORT": "9001"}, folder=tmp_path)
    assert (config.port, config.language) == (9001, "zh")


def test_file_in_the_data_folder_is_found(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "guanxi.toml").write_text("port = 9000\n")
    assert load({}, folder=tmp_path).port == 9000


def test_each_key_can_be_missing_and_none_is_built_in(tmp_path):
    first, second = load({}, folder=tmp_path / "a"), load({}, folder=tmp_path / "b")
    assert len(first.secret_key) >= 32
    assert first.secret_key != second.secret_key
    assert load({}, folder=tmp_path / "a").secret_key == first.secret_key


def test_secret_key_is_readable_by_its_owner_only(tmp_path):
    load({}, folder=tmp_path)
    path = tmp_path / "var" / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert refused({}, tmp_path) == [f"{path} holds a secret and others can read it. Type: chmod 600 {path}"]


def test_short_or_empty_secret_file_is_refused(tmp_path):
    load({}, folder=tmp_path)
    (tmp_path / "var" / "secret-key").write_text("\n")
    assert "does not hold a key" in refused({}, tmp_path)[0]


def _secret_in(folder: str) -> str:
    return load({}, folder=Path(folder)).secret_key


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    with get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_secret_in, [str(tmp_path)] * 12))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'secret_key = "' + "x" * 40 + '"',
        'database = "postgresql://a:secret@localhost/x"',
    ],
)
def test_readable_file_with_a_secret_in_it_is_refused(tmp_path, line):
    path = tmp_path / "guanxi.toml"
    path.write_text(line)
    path.chmod(0o644)
    assert refused({}, tmp_path) == [f"{path} holds a secret and others can read it. Type: chmod 600 {path}"]
    path.chmod(0o600)
    load({}, folder=tmp_path)


def test_all_problems_are_reported_at_once_and_unknown_names_are_named(tmp_path):
    (tmp_path / "guanxi.toml").write_text('prot = 1\nzone = "Shanghai"\nstrict = "maybe"\n')
    found = refused({"GUANXI_PORT": "0", "GUANXI_LANGAGE": "zh", "GUANXI_DATABASE": ""}, tmp_path)
    assert len(found) == 6
    text = "\n".join(found)
    assert "no setting 'prot'. Is 'port' meant?" in text
    assert "GUANXI_LANGAGE. Is GUANXI_LANGUAGE meant? If not, unset it." in text
    assert "GUANXI_PORT must be a whole number from 1 to 65535, not '0'." in text


@pytest.mark.parametrize("key", list(KEYS), ids=lambda key: key.name)
def test_each_key_refuses_an_empty_value_with_one_line(tmp_path, key):
    found = refused({key.variable: ""}, tmp_path)
    assert len(found) == 1
    assert found[0].startswith(key.variable + " ")
    assert "\n" not in found[0]


def test_missing_or_broken_file_is_named(tmp_path):
    assert "nowhere.toml, which is not a file" in refused({"GUANXI_CONFIG": "nowhere.toml"}, tmp_path)[0]
    (tmp_path / "guanxi.toml").write_text("port = = 1")
    assert "guanxi.toml cannot be read" in refused({}, tmp_path)[0]


def test_secrets_do_not_show_in_texts(tmp_path):
    secret = "postgresql://u:hunter2hunter2@h/x"
    config = load({"GUANXI_DATABASE": secret, "GUANXI_SECRET_KEY": "k" * 40}, folder=tmp_path)
    assert "hunter2" not in repr(config)
    assert "kkkk" not in repr(config)
    assert "hunter2" not in refused({"GUANXI_DATABASE": secret.replace("postgresql", "mysql")}, tmp_path)[0]


def test_the_documentation_equals_the_declaration():
    if os.environ.get("WRITE_DOCS"):
        DOCS.write_text(documentation(), "utf-8")
    assert DOCS.read_text("utf-8") == documentation()
